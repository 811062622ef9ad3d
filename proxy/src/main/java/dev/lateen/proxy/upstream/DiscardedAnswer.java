package dev.lateen.proxy.upstream;

import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.snapshot.Cluster;
import io.netty.buffer.ByteBuf;

/// An answer that nobody gets, because another attempt is made in its place. When all of it has come already, its
/// connection can serve another request; for anything more nobody waits.
record DiscardedAnswer(UpstreamConnection connection, boolean requestSent, Cluster cluster) implements AttemptListener {

    @Override
    public void connected(UpstreamConnection open) {
        throw new IllegalStateException("an answer before the connection");
    }

    @Override
    public void responseHead(ResponseHeadBuffer head, ByteBuf body, int count) {
        connection.close();
    }

    @Override
    public void responseBody(ByteBuf data) {
        data.release();
    }

    @Override
    public void responseEnded(byte[] trailers) {
        connection.release(requestSent, cluster);
    }

    @Override
    public void attemptFailed(UpstreamFailure failure) {
        connection.close();
    }

    @Override
    public void upstreamWritable() {}

    @Override
    public void upstreamReadComplete() {
        connection.close();
    }
}

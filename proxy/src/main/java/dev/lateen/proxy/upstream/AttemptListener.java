package dev.lateen.proxy.upstream;

import dev.lateen.proxy.http1.ResponseHeadBuffer;
import io.netty.buffer.ByteBuf;

/// Who uses an upstream connection for one attempt. All calls come on the event loop; none after [#responseEnded],
/// [#attemptFailed] or [UpstreamConnection#close].
public interface AttemptListener {

    /// The connection can take the request.
    void connected(UpstreamConnection connection);

    /// A complete head, 1xx included; valid during the call. Nothing follows a switch of protocols: the listener takes
    /// the
    /// connection with [UpstreamConnection#handOver] or refuses it with [UpstreamConnection#protocolError].
    ///
    /// @param body whose next `count` bytes are the beginning of the body, or all of it; they are gone afterwards
    void responseHead(ResponseHeadBuffer head, ByteBuf body, int count);

    /// A piece of the body; ownership passes.
    void responseBody(ByteBuf data);

    /// @param trailers lines with CRLF, empty when there are none
    void responseEnded(byte[] trailers);

    void attemptFailed(UpstreamFailure failure);

    /// The connection's output buffer has room again.
    void upstreamWritable();

    /// Nothing more to read for now: a good moment to flush.
    void upstreamReadComplete();
}

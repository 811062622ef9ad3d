package dev.lateen.proxy.exchange;

import dev.lateen.proxy.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A request's body on its way to the upstream, in the framing that the client chose. Where another attempt may need
/// it, it is kept. Event loop only.
final class RequestBody {

    private final Worker worker;
    private final boolean chunked;
    private boolean begun;
    private boolean keeping;
    private @Nullable KeptBody kept;
    private byte @Nullable [] trailers;

    RequestBody(Worker worker, boolean chunked) {
        this.worker = worker;
        this.chunked = chunked;
    }

    /// An attempt has its connection: what was sent before is sent again.
    ///
    /// @param keep whether another attempt may follow that needs what this one sends
    void begin(UpstreamConnection to, boolean keep) {
        keeping = keep;
        if (kept != null) {
            kept.replay(piece -> write(to, piece));
        }
        if (trailers != null) {
            writeEnd(to, trailers);
        }
    }

    /// Takes ownership.
    void send(UpstreamConnection to, ByteBuf data) {
        begun = true;
        if (keeping && kept == null) {
            kept = new KeptBody(worker.context().limits().retryBodyBytes());
        }
        if (kept != null && keeping) {
            kept.add(data);
        } else if (kept != null) {
            kept.drop();
        }
        write(to, data);
    }

    void end(UpstreamConnection to, byte[] lines) {
        begun = true;
        trailers = lines;
        writeEnd(to, lines);
    }

    /// Whether another attempt can send what this one has.
    boolean isRepeatable() {
        return !begun || (kept == null ? keeping : kept.isWhole());
    }

    /// No further attempt will be made.
    void drop() {
        keeping = false;
        if (kept != null) {
            kept.drop();
        }
    }

    private void write(UpstreamConnection to, ByteBuf data) {
        if (chunked) {
            Chunks.write(to::write, data);
        } else {
            to.write(data);
        }
    }

    private void writeEnd(UpstreamConnection to, byte[] lines) {
        if (chunked) {
            to.write(Chunks.last(worker.writer(), lines));
        }
    }
}

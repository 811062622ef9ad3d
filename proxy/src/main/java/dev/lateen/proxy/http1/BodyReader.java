package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts a message body out of a stream, whatever its framing, as slices of the buffers it came in. One event loop.
public final class BodyReader {

    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final ChunkedReader chunks;
    private Framing framing = Framing.LENGTH;
    private long remaining;

    public BodyReader(Limits limits) {
        chunks = new ChunkedReader(limits);
    }

    public void beginNone() {
        beginLength(0);
    }

    public void beginLength(long length) {
        framing = Framing.LENGTH;
        remaining = length;
    }

    public void beginChunked() {
        framing = Framing.CHUNKED;
        chunks.reset();
    }

    public void beginUntilClose() {
        framing = Framing.UNTIL_CLOSE;
    }

    /// The next piece of the body, which the caller releases; null when more input is needed, or at the end.
    public @Nullable ByteBuf next(ByteBuf in) {
        return switch (framing) {
            case CHUNKED -> chunks.next(in);
            case UNTIL_CLOSE -> in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
            case LENGTH -> {
                int count = (int) Math.min(in.readableBytes(), remaining);
                remaining -= count;
                yield count == 0 ? null : in.readRetainedSlice(count);
            }
        };
    }

    /// Takes the beginning of a body whose length is known, if it lies there and is short: the caller copies and skips
    /// that many bytes. 0 when there is nothing to take.
    public int takeShort(ByteBuf in, int most) {
        if (framing != Framing.LENGTH) {
            return 0;
        }
        int count = (int) Math.min(in.readableBytes(), remaining);
        if (count > most) {
            return 0;
        }
        remaining -= count;
        return count;
    }

    public boolean isDone() {
        return switch (framing) {
            case CHUNKED -> chunks.isDone();
            case UNTIL_CLOSE -> false;
            case LENGTH -> remaining == 0;
        };
    }

    /// Bytes that are still to come; [Long#MAX_VALUE] when nobody knows.
    public long remaining() {
        return framing == Framing.LENGTH ? remaining : Long.MAX_VALUE;
    }

    /// Whether the end of the connection is the proper end of the body.
    public boolean endsAtClose() {
        return framing == Framing.UNTIL_CLOSE;
    }

    /// Why a chunked body is malformed; null as long as it is not.
    public @Nullable Refusal refusal() {
        return framing == Framing.CHUNKED ? chunks.refusal() : null;
    }

    /// Trailer lines that may be passed on, each with CRLF; empty unless a chunked body had some.
    public byte[] trailers() {
        return framing == Framing.CHUNKED ? chunks.trailers() : TrailerFilter.NONE;
    }
}

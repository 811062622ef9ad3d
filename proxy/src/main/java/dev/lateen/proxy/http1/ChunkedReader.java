package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The chunked coding of RFC 9112 section 7.1, read strictly: hexadecimal digits only, `;` at once or CRLF, no bare LF,
/// nothing but CRLF behind the data. Extensions are dropped, trailers filtered.
///
/// ```text
/// SIZE -> [EXTENSION] -> SIZE_LF -> DATA -> DATA_CR -> DATA_LF -> SIZE …
///                                -> TRAILERS -> DONE
/// ```
final class ChunkedReader {

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE,
        FAILED
    }

    private static final int MAX_DIGITS = 15;

    private final Limits limits;
    private final TrailerFilter trailerFilter;
    private State state = State.DONE;
    private long size;
    private int digits;
    private int extensionBytes;
    private @Nullable Refusal refusal;

    ChunkedReader(Limits limits) {
        this.limits = limits;
        trailerFilter = new TrailerFilter(limits.maxTrailerBytes());
    }

    void reset() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        extensionBytes = 0;
        refusal = null;
        trailerFilter.reset();
    }

    boolean isDone() {
        return state == State.DONE;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    byte[] trailers() {
        return trailerFilter.forwarded();
    }

    @Nullable
    ByteBuf next(ByteBuf in) {
        while (in.isReadable() && state != State.DONE && state != State.FAILED) {
            if (state == State.DATA) {
                int count = (int) Math.min(size, in.readableBytes());
                size -= count;
                if (size == 0) {
                    state = State.DATA_CR;
                }
                return in.readRetainedSlice(count);
            }
            step(in.readByte());
        }
        return null;
    }

    private void step(byte b) {
        switch (state) {
            case SIZE -> sizeByte(b);
            case EXTENSION -> extensionByte(b);
            case SIZE_LF -> expect(b, '\n', size == 0 ? State.TRAILERS : State.DATA);
            case DATA_CR -> expect(b, '\r', State.DATA_LF);
            case DATA_LF -> {
                expect(b, '\n', State.SIZE);
                digits = 0;
                extensionBytes = 0;
            }
            case TRAILERS -> trailerByte(b);
            case DATA, DONE, FAILED -> throw new IllegalStateException("no framing byte in state " + state);
        }
    }

    private void sizeByte(byte b) {
        int digit = digit(b);
        if (digit >= 0) {
            size = size << 4 | digit;
            if (++digits > MAX_DIGITS) {
                fail("a chunk size of more than " + MAX_DIGITS + " digits");
            }
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && b == ';') {
            state = State.EXTENSION;
        } else {
            fail("a chunk size that is not hexadecimal");
        }
    }

    private void extensionByte(byte b) {
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (Bytes.isControl(b)) {
            fail("a control byte in a chunk extension");
        } else if (++extensionBytes > limits.maxChunkExtensionBytes()) {
            fail("chunk extensions longer than " + limits.maxChunkExtensionBytes() + " bytes");
        }
    }

    private void trailerByte(byte b) {
        var problem = trailerFilter.feed(b);
        if (problem != null) {
            fail(problem);
        } else if (trailerFilter.isDone()) {
            state = State.DONE;
        }
    }

    private void expect(byte actual, char expected, State next) {
        if (actual == expected) {
            state = next;
        } else {
            fail("a chunk that does not end with CRLF where it should");
        }
    }

    private void fail(String reason) {
        state = State.FAILED;
        refusal = Refusal.badRequest("http1.bad_chunk", reason);
    }

    private static int digit(byte b) {
        if (Bytes.isDigit(b)) {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}

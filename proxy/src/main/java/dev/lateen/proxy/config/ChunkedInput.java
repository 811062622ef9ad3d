package dev.lateen.proxy.config;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The inside of a chunked body (RFC 9112, 7.1).
final class ChunkedInput extends InputStream {

    private static final int MAX_SIZE_LINE = 256;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int n = in.read(target, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("connection closed by pilot inside a chunk");
        }
        left -= n;
        return n;
    }

    /// Without it a buffered reader around would wait for more than the chunk at hand.
    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        if (!first) {
            Lines.read(in, MAX_SIZE_LINE); // the line's end behind the chunk before
        }
        first = false;
        var line = Lines.read(in, MAX_SIZE_LINE);
        int semicolon = line.indexOf(';');
        var size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("chunk size: \"" + size + "\" (expected: hexadecimal) from pilot");
        }
        left = Long.parseLong(size, 16);
        ended = left == 0;
        return !ended;
    }
}

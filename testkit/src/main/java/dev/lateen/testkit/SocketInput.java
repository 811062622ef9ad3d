package dev.lateen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Buffered reading from a socket with one deadline for a whole operation, so that a peer that drips bytes cannot
/// hold a test. One thread.
final class SocketInput {

    private final Socket socket;
    private final Duration timeout;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private long deadline;

    SocketInput(Socket socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
        restart();
    }

    /// Begins a new operation: the full timeout counts from now.
    void restart() {
        deadline = System.nanoTime() + timeout.toNanos();
    }

    /// The next byte, -1 at the end of the stream.
    int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    int readOrFail(String where) throws IOException {
        int b = read();
        if (b < 0) {
            throw new EOFException("connection closed " + where);
        }
        return b;
    }

    byte[] readExactly(long length, String where) throws IOException {
        var out = new ByteArrayOutputStream((int) Math.min(length, 1 << 20));
        long left = length;
        while (left > 0) {
            if (!fill()) {
                throw new EOFException("connection closed " + where + ", " + left + " of " + length + " bytes missing");
            }
            int part = (int) Math.min(left, limit - position);
            out.write(buffer, position, part);
            position += part;
            left -= part;
        }
        return out.toByteArray();
    }

    byte[] readToEnd() throws IOException {
        var out = new ByteArrayOutputStream();
        while (fill()) {
            out.write(buffer, position, limit - position);
            position = limit;
        }
        return out.toByteArray();
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        long millis = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000L);
        if (millis <= 0) {
            throw new SocketTimeoutException("nothing more within " + timeout);
        }
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        int read = socket.getInputStream().read(buffer);
        position = 0;
        limit = Math.max(0, read);
        return read > 0;
    }
}

package dev.lateen.proxy.config;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 requests to pilot, one after the other, over a blocking socket of its own. Smaller than the JDK's client,
/// which would cost a sidecar a selector thread and megabytes for a few kinds of request.
final class PilotConnection implements AutoCloseable {

    private static final int MAX_HEAD_LINE = 8 * 1024;
    private static final int MAX_HEAD_LINES = 100;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    private @Nullable BoundedInput counted;

    /// @param silence how long a read may wait for a byte
    PilotConnection(URI pilot, Duration connectTimeout, Duration silence) throws IOException {
        int port = pilot.getPort() < 0 ? 80 : pilot.getPort();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
            socket.connect(new InetSocketAddress(pilot.getHost(), port), Math.toIntExact(connectTimeout.toMillis()));
            in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Sends a head (without its end) and a body, then reads the head of the answer.
    int exchange(String head, byte[] body) throws IOException {
        var bytes = (head + "\r\n").getBytes(StandardCharsets.UTF_8);
        var out = socket.getOutputStream();
        var request = new byte[bytes.length + body.length];
        System.arraycopy(bytes, 0, request, 0, bytes.length);
        System.arraycopy(body, 0, request, bytes.length, body.length);
        out.write(request);
        out.flush();
        readHead();
        return status;
    }

    /// Of the last answer.
    int status() {
        return status;
    }

    /// Whether another request may follow: the body is read, and pilot keeps the connection.
    boolean isReusable() {
        return (counted != null && counted.isAtEnd())
                && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    }

    /// The answer's body, unpacked; ends where the framing says. Waits for its first bytes when it is packed.
    InputStream body() throws IOException {
        var framed = framed();
        return headers.getOrDefault("content-encoding", "").equalsIgnoreCase("gzip")
                ? new BufferedInputStream(new GZIPInputStream(framed, 16 * 1024), 16 * 1024)
                : framed;
    }

    /// At most the first `limit` bytes of the body, for a message.
    String bodyText(int limit) throws IOException {
        return new String(body().readNBytes(limit), StandardCharsets.UTF_8).strip();
    }

    /// May be called by another thread: a read that waits then fails.
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private InputStream framed() {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return new BufferedInputStream(new ChunkedInput(in), 16 * 1024);
        }
        var length = status == 204 ? "0" : headers.get("content-length");
        counted = length == null ? null : new BoundedInput(in, Long.parseLong(length));
        return counted == null ? in : counted;
    }

    private void readHead() throws IOException {
        do {
            headers.clear();
            counted = null;
            var line = Lines.read(in, MAX_HEAD_LINE);
            if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
                throw new IOException("status line: \"" + line + "\" (expected: HTTP/1.1 and a status) from pilot");
            }
            status = Integer.parseInt(line.substring(9, 12));
            readHeaders();
        } while (status < 200);
    }

    private void readHeaders() throws IOException {
        for (int i = 0; i < MAX_HEAD_LINES; i++) {
            var line = Lines.read(in, MAX_HEAD_LINE);
            if (line.isEmpty()) {
                return;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("head of more than " + MAX_HEAD_LINES + " lines from pilot");
    }
}

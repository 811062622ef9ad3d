package dev.lateen.proxy.config;

import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Messages to pilot, each of which may come twice. They follow each other over one connection, since whoever asks for
/// a host waits for it; one that was not used for long, or that pilot has closed, is replaced. Blocking; one thread at
/// a
/// time but where it says so.
final class PilotPost implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(PilotPost.class);
    private static final int ERROR_TEXT = 512;
    private static final int LONGEST_ANSWER = 256 * 1024;

    /// Before whoever stands between forgets a connection without a word.
    private static final long LONGEST_REST_NANOS = Duration.ofMinutes(4).toNanos();

    private final PilotAddress address;
    private final Duration timeout;
    private @Nullable PilotConnection kept;
    private long usedAt;
    private volatile boolean left;

    /// @param timeout for the connection, and for each byte of the answer
    PilotPost(PilotAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /// The answer's body; empty when it has none.
    ///
    /// @param message a record of the push contract
    String send(String path, Object message) throws IOException {
        var body = SnapshotJson.write(message).getBytes(StandardCharsets.UTF_8);
        var head = "POST " + address.path(path) + " HTTP/1.1\r\nHost: "
                + address.uri().getRawAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                + address.authorization();
        var connection = answering(head, body);
        try {
            if (connection.status() >= 300) {
                throw new IOException(path + ": status " + connection.status() + " (expected: 2xx) "
                        + connection.bodyText(ERROR_TEXT));
            }
            var answer = connection.bodyText(LONGEST_ANSWER);
            if (connection.isReusable()) {
                kept = connection;
                usedAt = System.nanoTime();
            }
            return answer;
        } finally {
            if (kept != connection) {
                close(connection);
            }
        }
    }

    /// Whoever is at the other end may be another one now, or gone without a word: the next message gets a connection
    /// of
    /// its own. Any thread.
    void leave() {
        left = true;
    }

    @Override
    public void close() {
        var open = kept;
        kept = null;
        if (open != null) {
            close(open);
        }
    }

    /// A connection with the head of the answer.
    private PilotConnection answering(String head, byte[] body) throws IOException {
        var open = rested();
        if (open != null) {
            try {
                return exchanged(open, head, body);
            } catch (SocketTimeoutException e) {
                throw e; // it may be at work
            } catch (IOException e) {
                LOGGER.debugf("pilot has closed the connection, it gets another one reason=%s", e.getMessage());
            }
        }
        return exchanged(new PilotConnection(address.uri(), timeout, timeout), head, body);
    }

    /// The one that is kept, if it is fit for use.
    private @Nullable PilotConnection rested() {
        if (left || System.nanoTime() - usedAt >= LONGEST_REST_NANOS) {
            left = false;
            close();
        }
        var open = kept;
        kept = null;
        return open;
    }

    private static PilotConnection exchanged(PilotConnection connection, String head, byte[] body) throws IOException {
        try {
            connection.exchange(head, body);
            return connection;
        } catch (IOException e) {
            close(connection);
            throw e;
        }
    }

    private static void close(PilotConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOGGER.debugf("connection to pilot did not close well reason=%s", e.getMessage());
        }
    }
}

package dev.lateen.proxy.config;

import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Messages to pilot, each over a connection of its own. Blocking; thread-safe.
final class PilotPost {

    private static final int ERROR_TEXT = 512;
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final PilotAddress address;
    private final Duration timeout;

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
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n" + address.authorization();
        try (var connection = new PilotConnection(address.uri(), timeout, timeout)) {
            int status = connection.exchange(head, body);
            if (status >= 300) {
                throw new IOException(
                        path + ": status " + status + " (expected: 2xx) " + connection.bodyText(ERROR_TEXT));
            }
            return status == 204 ? "" : connection.bodyText(LONGEST_ANSWER);
        }
    }
}

package dev.lateen.proxy.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events as WHATWG HTML, 9.2 defines them, with a limit on the bytes of one event.
final class EventReader {

    private final InputStream in;
    private final int maxBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int eventBytes;

    EventReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /// The next event that has data; null at the end of the stream. An event cut short by the end is dropped.
    @Nullable
    PushEvent next() throws IOException {
        var type = "message";
        var id = "";
        StringBuilder data = null;
        eventBytes = 0;
        for (var text = readLine(); text != null; text = readLine()) {
            if (text.isEmpty()) {
                if (data != null) {
                    return new PushEvent(type, id, data.toString());
                }
                type = "message";
                id = "";
                eventBytes = 0;
                continue;
            }
            int colon = text.indexOf(':');
            var field = colon < 0 ? text : text.substring(0, colon);
            var value = colon < 0 ? "" : text.substring(text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "event" -> type = value;
                case "id" -> id = value;
                case "data" ->
                    data = data == null
                            ? new StringBuilder(value)
                            : data.append('\n').append(value);
                case "" -> eventBytes = data == null ? 0 : eventBytes; // a comment: the keep-alive
                default -> {}
            }
        }
        return null;
    }

    private @Nullable String readLine() throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (++eventBytes > maxBytes) {
                throw new IOException(
                        "event of more than " + maxBytes + " bytes (limit lateen.proxy.limits.snapshot-bytes)");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return null;
    }
}

package dev.lateen.httpbin;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A body that lies beside the classes, read once at start-up. What is below `pages` and `images` is part of a
/// native executable (`quarkus.native.resources.includes`).
record Page(String type, byte[] body) {

    static Page of(String type, String resource) {
        try (InputStream in = Page.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new Page(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With every `{{name}}` replaced by the text, as HTML.
    Page with(String name, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String filled = new String(body, StandardCharsets.UTF_8).replace("{{" + name + "}}", escaped);
        return new Page(type, filled.getBytes(StandardCharsets.UTF_8));
    }

    Response reply() {
        return Replies.of(200, type, body);
    }
}

package dev.lateen.httpbin;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The shapes of httpbin's answers.
final class Replies {

    static final String BASIC_CHALLENGE = "Basic realm=\"Fake Realm\"";

    private Replies() {}

    static Response json(Object value) {
        return json(200, value);
    }

    static Response json(int status, Object value) {
        return of(status, MediaType.APPLICATION_JSON, JsonText.pretty(value).getBytes(StandardCharsets.US_ASCII));
    }

    static Response text(int status, String text) {
        return of(status, "text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// Bytes, so that the length is known and the type is sent as it stands here.
    static Response of(int status, String type, byte[] body) {
        return Response.status(status).header("Content-Type", type).entity(body).build();
    }

    /// Without a body; the type is what httpbin sends all the same.
    static Response.ResponseBuilder empty(int status) {
        return Response.status(status).header("Content-Type", "text/html; charset=utf-8");
    }

    static Response error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    /// A relative `Location`, so that a redirect stays with whatever proxies lie before.
    static Response redirect(int status, String location) {
        return empty(status).header("Location", location).build();
    }
}

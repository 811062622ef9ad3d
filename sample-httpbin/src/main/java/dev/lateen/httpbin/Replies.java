package dev.lateen.httpbin;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The shapes of httpbin's answers.
final class Replies {

    private Replies() {}

    static Response json(Object value) {
        return json(200, value);
    }

    static Response json(int status, Object value) {
        // Bytes, so that the length is known and no charset is appended to the type.
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(JsonText.pretty(value).getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    static Response error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    /// A relative `Location`, so that a redirect stays with whatever proxies lie before.
    static Response redirect(int status, String location) {
        return Response.status(status).header("Location", location).build();
    }
}

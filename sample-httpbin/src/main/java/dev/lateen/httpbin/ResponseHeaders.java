package dev.lateen.httpbin;

import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// `/response-headers`: the query becomes headers of the response, and the body tells all of them.
final class ResponseHeaders {

    // They frame the message; setting them would cut it or glue it to the next one.
    private static final Set<String> FRAMING =
            Set.of("content-length", "transfer-encoding", "connection", "upgrade", "trailer", "te", "keep-alive");
    private static final String FRAMING_NAMES = String.join(", ", new TreeSet<>(FRAMING));

    private ResponseHeaders() {}

    static Response reply(Map<String, List<String>> query) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        query.forEach((name, values) -> {
            requireSendable(name, values);
            headers.put(name, values);
        });
        headers.putIfAbsent("Content-Type", List.of("application/json"));
        byte[] body = body(headers);
        var response = Response.ok(body);
        headers.forEach((name, values) -> values.forEach(value -> response.header(name, value)));
        return response.build();
    }

    private static void requireSendable(String name, List<String> values) {
        if (!HeaderNames.isName(name) || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new BadInput("header name", name, "a token, but none of " + FRAMING_NAMES);
        }
        for (String value : values) {
            if (!HeaderNames.isValue(value)) {
                throw new BadInput("header " + name, value, "no control characters, Latin-1 only");
            }
        }
    }

    /// The body tells its own length: written again until the length that it tells is its length.
    private static byte[] body(Map<String, List<String>> headers) {
        Map<String, Object> told = new TreeMap<>(RequestBody.flatten(headers));
        int length = 0;
        while (true) {
            told.put("Content-Length", Integer.toString(length));
            byte[] body = JsonText.pretty(told).getBytes(StandardCharsets.US_ASCII);
            if (body.length == length) {
                return body;
            }
            length = body.length;
        }
    }
}

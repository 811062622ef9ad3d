package dev.lateen.httpbin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `/redirect-to?url=…`: one redirect to wherever the client wants, with `status_code` if that is a 3xx.
@Path("/redirect-to")
@NonBlocking
public class RedirectToResource extends EveryMethod {

    @Override
    Uni<Response> answer(Asked asked) {
        Map<String, List<String>> query = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        query.putAll(new QueryStringDecoder(asked.request().uri()).parameters());
        String url = query.getOrDefault("url", List.of("")).getFirst();
        if (url.isEmpty() || url.chars().anyMatch(Character::isISOControl)) {
            throw new BadInput("url", url, "a URL without control characters");
        }
        int status = Numbers.atLeast(
                0,
                "status_code",
                query.getOrDefault("status_code", List.of("302")).getFirst());
        return Uni.createFrom().item(Replies.redirect(status >= 300 && status < 400 ? status : 302, encoded(url)));
    }

    /// As it was given, but for what no header may carry: blanks and everything beyond ASCII, percent-encoded.
    private static String encoded(String url) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ') {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }
}

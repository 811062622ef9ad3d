package dev.lateen.httpbin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// `/redirect-to?url=…`: one redirect to wherever the client wants, with `status_code` if that is a 3xx.
@Path("/redirect-to")
@NonBlocking
public class RedirectToResource extends EveryMethod {

    @Override
    Uni<Response> answer(Asked asked) {
        var query = new QueryStringDecoder(asked.request().uri()).parameters();
        String url = query.getOrDefault("url", List.of("")).getFirst();
        if (url.isEmpty() || !HeaderNames.isValue(url)) {
            throw new BadInput("url", url, "a URL without control characters, Latin-1 only");
        }
        int status = Numbers.atLeast(
                0,
                "status_code",
                query.getOrDefault("status_code", List.of("302")).getFirst());
        return Uni.createFrom().item(Replies.redirect(status >= 300 && status < 400 ? status : 302, url));
    }
}

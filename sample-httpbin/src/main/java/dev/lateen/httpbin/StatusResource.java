package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.ThreadLocalRandom;

/// `/status/{codes}`: the status that was asked for, with the header that belongs to it and no body.
@Path("/status/{codes}")
@NonBlocking
public class StatusResource extends EveryMethod {

    @Override
    Uni<Response> answer(Asked asked) {
        double point = ThreadLocalRandom.current().nextDouble();
        int status = WeightedStatus.parse(asked.variable("codes")).pick(point);
        var response = Response.status(status);
        switch (status) {
            case 301, 302, 303, 305, 307, 308 -> response.header("Location", "/redirect/1");
            case 401 -> response.header("WWW-Authenticate", Replies.BASIC_CHALLENGE);
            case 407 -> response.header("Proxy-Authenticate", Replies.BASIC_CHALLENGE);
            case 418 -> response.header("x-more-info", "https://www.rfc-editor.org/rfc/rfc2324");
            default -> {}
        }
        return Uni.createFrom().item(response.build());
    }
}

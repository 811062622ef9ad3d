package dev.lateen.httpbin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// `/status/{codes}`: the status that was asked for, with the header that belongs to it; a body only where it is known
/// for one.
@Path("/status/{codes}")
@NonBlocking
public class StatusResource extends EveryMethod {

    private static final byte[] TEAPOT = "\n  short and stout\n  c(_)>\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    Uni<Response> answer(Asked asked) {
        double point = ThreadLocalRandom.current().nextDouble();
        int status = WeightedStatus.parse(asked.variable("codes")).pick(point);
        // Quarkus REST sends none of its own; Vert.x keeps this one when the status is set.
        asked.request().response().setStatusMessage(reason(status));
        return Uni.createFrom().item(answer(status));
    }

    private static Response answer(int status) {
        return switch (status) {
            case 301, 302, 303, 305, 307, 308 ->
                Response.status(status).header("Location", "/redirect/1").build();
            case 304 -> Response.status(status).build();
            case 401 -> challenge(status, "WWW-Authenticate");
            case 406 -> ImageResource.refusal();
            case 407 -> challenge(status, "Proxy-Authenticate");
            case 418 ->
                Response.status(status)
                        .header("x-more-info", "https://www.rfc-editor.org/rfc/rfc2324")
                        .entity(TEAPOT)
                        .build();
            default -> Replies.empty(status).build();
        };
    }

    private static Response challenge(int status, String header) {
        return Response.status(status).header(header, Replies.BASIC_CHALLENGE).build();
    }

    /// Netty's names, and those that it lacks.
    private static String reason(int status) {
        return switch (status) {
            case 418 -> "I'M A TEAPOT";
            case 425 -> "Too Early";
            case 451 -> "Unavailable For Legal Reasons";
            case 508 -> "Loop Detected";
            default -> {
                String name = HttpResponseStatus.valueOf(status).reasonPhrase();
                yield name.contains("(") ? "Unknown" : name;
            }
        };
    }
}

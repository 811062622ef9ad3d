package dev.lateen.httpbin;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Every refusal says in its body what was wrong.
public class Errors {

    @ServerExceptionMapper
    public Response badInput(BadInput e) {
        return Replies.error(400, String.valueOf(e.getMessage()));
    }

    /// Malformed percent-encoding and the like, from the decoders.
    @ServerExceptionMapper
    public Response malformed(IllegalArgumentException e) {
        return Replies.error(400, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e, @Context HttpServerRequest request) {
        return Replies.error(404, "no such path: " + request.path());
    }

    @ServerExceptionMapper
    public Response other(WebApplicationException e, @Context HttpServerRequest request) {
        Response response = e.getResponse();
        String reason = response.getStatusInfo().getReasonPhrase() + ": " + request.method() + " " + request.path();
        Response reply = Replies.error(response.getStatus(), reason);
        Object allow = response.getHeaders().getFirst("Allow");
        return allow == null
                ? reply
                : Response.fromResponse(reply).header("Allow", allow).build();
    }
}

package dev.lateen.httpbin;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/// A resource that answers all methods alike: Quarkus REST wants one Java method for each of them.
/// HEAD and OPTIONS come from Quarkus REST itself.
abstract class EveryMethod {

    /// What a method is given: its request, the variables of its path, the whole body.
    record Asked(HttpServerRequest request, UriInfo uri, byte @Nullable [] body) {

        String variable(String name) {
            String value = uri.getPathParameters().getFirst(name);
            return value == null ? "" : value;
        }
    }

    abstract Uni<Response> answer(Asked asked);

    /// Quarkus REST reads no body for GET; one that declares its length is read here, so that it is echoed too.
    @GET
    public Uni<Response> get(@Context HttpServerRequest request, @Context UriInfo uri) {
        String length = request.getHeader("content-length");
        if (length == null || length.equals("0")) {
            return answer(new Asked(request, uri, null));
        }
        return Uni.createFrom()
                .<byte[]>emitter(done -> {
                    request.body().onComplete(read -> {
                        if (read.succeeded()) {
                            done.complete(read.result().getBytes());
                        } else {
                            done.fail(read.cause());
                        }
                    });
                    request.resume();
                })
                .flatMap(body -> answer(new Asked(request, uri, body)));
    }

    @POST
    public Uni<Response> post(@Context HttpServerRequest request, @Context UriInfo uri, byte @Nullable [] body) {
        return answer(new Asked(request, uri, body));
    }

    @PUT
    public Uni<Response> put(@Context HttpServerRequest request, @Context UriInfo uri, byte @Nullable [] body) {
        return answer(new Asked(request, uri, body));
    }

    @PATCH
    public Uni<Response> patch(@Context HttpServerRequest request, @Context UriInfo uri, byte @Nullable [] body) {
        return answer(new Asked(request, uri, body));
    }

    @DELETE
    public Uni<Response> delete(@Context HttpServerRequest request, @Context UriInfo uri, byte @Nullable [] body) {
        return answer(new Asked(request, uri, body));
    }
}

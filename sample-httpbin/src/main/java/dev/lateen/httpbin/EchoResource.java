package dev.lateen.httpbin;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The endpoints that say what they saw. Runs on the event loop and never waits.
@Path("/")
@NonBlocking
public class EchoResource {

    private final Version version;

    EchoResource(Version version) {
        this.version = version;
    }

    /// `X-Powered-By` stands last, after `headers`, so that a line filter sees no comma behind it.
    @GET
    @Path("headers")
    public Response headers(@Context HttpServerRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("headers", new Echo(request).headers());
        body.put("X-Powered-By", version.poweredBy());
        return Replies.json(body);
    }

    @GET
    @Path("get")
    public Response get(@Context HttpServerRequest request) {
        return Replies.json(new Echo(request).withoutBody());
    }

    @POST
    @Path("post")
    public Response post(@Context HttpServerRequest request, byte @Nullable [] body) {
        return Replies.json(new Echo(request).withBody(body));
    }

    @PUT
    @Path("put")
    public Response put(@Context HttpServerRequest request, byte @Nullable [] body) {
        return Replies.json(new Echo(request).withBody(body));
    }

    @PATCH
    @Path("patch")
    public Response patch(@Context HttpServerRequest request, byte @Nullable [] body) {
        return Replies.json(new Echo(request).withBody(body));
    }

    @DELETE
    @Path("delete")
    public Response delete(@Context HttpServerRequest request, byte @Nullable [] body) {
        return Replies.json(new Echo(request).withBody(body));
    }

    @GET
    @Path("ip")
    public Response ip(@Context HttpServerRequest request) {
        return Replies.json(Map.of("origin", new Echo(request).origin()));
    }

    @GET
    @Path("user-agent")
    public Response userAgent(@Context HttpServerRequest request) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("user-agent", request.getHeader("user-agent"));
        return Replies.json(body);
    }

    @GET
    @Path("cookies")
    public Response cookies(@Context HttpServerRequest request) {
        Map<String, String> cookies = new TreeMap<>();
        for (String header : request.headers().getAll("Cookie")) {
            for (Cookie cookie : ServerCookieDecoder.LAX.decode(header)) {
                cookies.put(cookie.name(), cookie.value());
            }
        }
        return Replies.json(Map.of("cookies", cookies));
    }
}

package dev.lateen.httpbin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// The endpoints whose headers the client shapes: any headers, redirects, cookies.
@Path("/")
@NonBlocking
public class HeaderResource {

    @GET
    @Path("response-headers")
    public Response responseHeaders(@Context HttpServerRequest request) {
        return ResponseHeaders.reply(new QueryStringDecoder(request.uri()).parameters());
    }

    @POST
    @Path("response-headers")
    public Response postedResponseHeaders(@Context HttpServerRequest request) {
        return responseHeaders(request);
    }

    @GET
    @Path("redirect/{n}")
    public Response redirect(
            @PathParam("n") String n,
            @QueryParam("absolute") @Nullable String absolute,
            @Context HttpServerRequest request) {
        return "true".equalsIgnoreCase(absolute) ? absoluteRedirect(n, request) : relativeRedirect(n);
    }

    @GET
    @Path("relative-redirect/{n}")
    public Response relativeRedirect(@PathParam("n") String n) {
        return Replies.redirect(302, next("/relative-redirect/", n));
    }

    @GET
    @Path("absolute-redirect/{n}")
    public Response absoluteRedirect(@PathParam("n") String n, @Context HttpServerRequest request) {
        return Replies.redirect(302, new Echo(request).root() + next("/absolute-redirect/", n));
    }

    @GET
    @Path("cookies/set")
    public Response setCookies(@Context HttpServerRequest request) {
        var response = Replies.empty(302).header("Location", "/cookies");
        new QueryStringDecoder(request.uri())
                .parameters()
                .forEach((name, values) -> response.header("Set-Cookie", cookie(name, values.getLast())));
        return response.build();
    }

    @GET
    @Path("cookies/set/{name}/{value}")
    public Response setCookie(@PathParam("name") String name, @PathParam("value") String value) {
        return Replies.empty(302)
                .header("Location", "/cookies")
                .header("Set-Cookie", cookie(name, value))
                .build();
    }

    @GET
    @Path("cookies/delete")
    public Response deleteCookies(@Context HttpServerRequest request) {
        var response = Replies.empty(302).header("Location", "/cookies");
        for (String name : new QueryStringDecoder(request.uri()).parameters().keySet()) {
            response.header("Set-Cookie", cookie(name, "") + "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        }
        return response.build();
    }

    private static String next(String path, String n) {
        int count = Numbers.atLeast(1, "redirect", n);
        return count == 1 ? "/get" : path + (count - 1);
    }

    private static String cookie(String name, String value) {
        try {
            return Cookie.cookie(name, value).setPath("/").encode();
        } catch (IllegalArgumentException e) {
            throw new BadInput("cookie", name + "=" + value, "a name and a value as RFC 6265 allows them");
        }
    }
}

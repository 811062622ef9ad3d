package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The endpoints that want to know who asks. Refusals have no body, as httpbin's.
@Path("/")
@NonBlocking
public class AuthResource {

    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    @GET
    @Path("basic-auth/{user}/{password}")
    public Response basic(
            @PathParam("user") String user,
            @PathParam("password") String password,
            @HeaderParam("Authorization") @Nullable String authorization) {
        return isBasic(authorization, user, password)
                ? authenticated("user", user)
                : Response.status(401)
                        .header("WWW-Authenticate", Replies.BASIC_CHALLENGE)
                        .build();
    }

    /// As `basic-auth`, but who does not know the answer does not learn that there is a question.
    @GET
    @Path("hidden-basic-auth/{user}/{password}")
    public Response hiddenBasic(
            @PathParam("user") String user,
            @PathParam("password") String password,
            @HeaderParam("Authorization") @Nullable String authorization) {
        return isBasic(authorization, user, password)
                ? authenticated("user", user)
                : Replies.empty(404).build();
    }

    /// Any token is right.
    @GET
    @Path("bearer")
    public Response bearer(@HeaderParam("Authorization") @Nullable String authorization) {
        return authorization != null && authorization.startsWith(BEARER)
                ? authenticated("token", authorization.substring(BEARER.length()))
                : Replies.empty(401).header("WWW-Authenticate", "Bearer").build();
    }

    private static boolean isBasic(@Nullable String authorization, String user, String password) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        String encoded = authorization.substring(BASIC.length()).strip();
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.equals(user + ":" + password);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Response authenticated(String key, String value) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("authenticated", true);
        body.put(key, value);
        return Replies.json(body);
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.pilot.http.BrowserGuard;
import dev.lateen.pilot.ramp.Ramps;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceWriter;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The local resource API as an HTTP handler: guards, reads the body, works on a virtual thread, answers.
public final class ApiServer {

    /// The mesh revision that an answer is about.
    public static final String REVISION_HEADER = "x-lateen-revision";

    private static final long MAX_BODY = 3L << 20;
    private static final long MAX_LIST = 32L << 20;
    private static final String JSON = "application/json";

    private final Registry registry;
    private final ResourceApi api;
    private final byte[] token;
    private final BrowserGuard guard;
    private final Executor workers;

    /// @param workers for blocking work; the writes wait for the disk
    public record Access(String token, BrowserGuard guard, Executor workers) {
        @Override
        public String toString() {
            return "Access"; // the token is a secret
        }
    }

    public ApiServer(Registry registry, ResourceWriter writer, Ramps ramps, Access access) {
        this.registry = registry;
        this.api = new ResourceApi(registry, writer, ramps);
        this.token = access.token().getBytes(StandardCharsets.UTF_8);
        this.guard = access.guard();
        this.workers = access.workers();
    }

    public Handler<HttpServerRequest> handler(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::admit);
        router.route(Lists.PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_LIST));
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.route().handler(this::serve);
        router.route().failureHandler(this::fail);
        return router;
    }

    private void admit(RoutingContext context) {
        String objection = guard.objection(context.request());
        if (objection != null) {
            send(context.response(), ApiReply.of(ApiStatus.of(403, "Forbidden", objection), 0));
        } else if (!isAuthorized(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            String message = "Unauthorized (expected: Authorization: Bearer with the token of pilot's home)";
            send(context.response(), ApiReply.of(ApiStatus.of(401, "Unauthorized", message), 0));
        } else {
            context.next();
        }
    }

    private boolean isAuthorized(@Nullable String header) {
        return header != null && MessageDigest.isEqual(secretOf(header).getBytes(StandardCharsets.UTF_8), token);
    }

    /// Of `Bearer`, or the password of `Basic`: kubectl sends a token of its configuration over TLS only, but what
    /// stands in the server's URL over plain HTTP as well.
    private static String secretOf(String header) {
        int blank = header.indexOf(' ');
        String scheme = blank < 0 ? "" : header.substring(0, blank);
        String value = header.substring(blank + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return value;
        }
        if (!scheme.equalsIgnoreCase("Basic")) {
            return "";
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            return decoded.substring(decoded.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void serve(RoutingContext context) {
        ApiRequest request = requestOf(context);
        var connection = new WatchStream.Connection(context.vertx().getOrCreateContext(), context.response());
        workers.execute(() -> {
            if (request.isWatch() && ResourcePath.of(request.path()).isPresent()) {
                watch(connection, request);
            } else {
                send(context.response(), api.handle(request));
            }
        });
    }

    private void watch(WatchStream.Connection connection, ApiRequest request) {
        try {
            new WatchStream(registry, request, connection).start();
        } catch (ApiError e) {
            send(connection.response(), ApiReply.of(e.status(), registry.revision()));
        }
    }

    private void fail(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        ApiStatus status = context.statusCode() == 413
                ? ApiStatus.of(
                        413, "RequestEntityTooLarge", "the body is larger than %d bytes".formatted(limitOf(context)))
                : context.statusCode() == 400
                        ? ApiStatus.badRequest("the request cannot be read")
                        : ApiStatus.of(500, "InternalError", "internal error: " + context.failure());
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        send(context.response(), ApiReply.of(status, 0));
    }

    private static long limitOf(RoutingContext context) {
        return Lists.PATH.equals(context.request().path()) ? MAX_LIST : MAX_BODY;
    }

    private static ApiRequest requestOf(RoutingContext context) {
        HttpServerRequest request = context.request();
        Map<String, String> query = new HashMap<>();
        context.queryParams().forEach(parameter -> query.putIfAbsent(parameter.getKey(), parameter.getValue()));
        Buffer content = context.body().buffer();
        return new ApiRequest(
                request.method().name(),
                request.path() == null ? "/" : request.path(),
                Map.copyOf(query),
                ApiRequest.mediaType(request.getHeader(HttpHeaders.CONTENT_TYPE)),
                String.valueOf(request.headers().get(HttpHeaders.ACCEPT)),
                content == null ? Buffer.buffer() : content);
    }

    private static void send(HttpServerResponse response, ApiReply reply) {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private");
        if (reply.revision() > 0) {
            response.putHeader(REVISION_HEADER, Long.toString(reply.revision()));
        }
        List<String> warnings =
                reply.warnings().stream().map(ApiServer::warning).toList();
        if (!warnings.isEmpty()) {
            response.putHeader("Warning", warnings);
        }
        response.end(text(reply.body()));
    }

    private static String text(ObjectNode body) {
        return body + "\n";
    }

    /// RFC 7234's `warn-code warn-agent warn-text`; a header takes no line breaks and nothing beyond ASCII.
    private static String warning(String text) {
        String quoted =
                text.replaceAll("[^\\x20-\\x7e]+", " ").replace("\\", "\\\\").replace("\"", "\\\"");
        return "299 - \"" + quoted + '"';
    }
}

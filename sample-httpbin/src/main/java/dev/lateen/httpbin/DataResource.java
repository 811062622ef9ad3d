package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/// The endpoints that make data: bytes, a stream of lines, a UUID, the name of this host.
@Path("/")
@NonBlocking
public class DataResource {

    private final HttpbinConfig config;
    private final String hostname;

    DataResource(HttpbinConfig config) {
        this.config = config;
        this.hostname = hostname();
    }

    /// The same seed gives the same bytes.
    @GET
    @Path("bytes/{n}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] bytes(@PathParam("n") String n, @QueryParam("seed") @Nullable String seed) {
        return randomBytes(n, seed, config.maxBytes());
    }

    static byte[] randomBytes(String n, @Nullable String seed, int most) {
        byte[] bytes = new byte[Math.min(Numbers.atLeast(0, "bytes", n), most)];
        (seed == null ? new Random() : new Random(Numbers.seed(seed))).nextBytes(bytes);
        return bytes;
    }

    /// One JSON object a line, each written as soon as the connection takes it: always chunked.
    @GET
    @Path("stream/{n}")
    @Produces(MediaType.TEXT_PLAIN)
    public Multi<byte[]> stream(@Context HttpServerRequest request, @PathParam("n") String n) {
        int lines = Math.min(Numbers.atLeast(0, "stream", n), config.maxLines());
        Echo echo = new Echo(request);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("url", echo.url());
        line.put("args", echo.args());
        line.put("headers", echo.headers());
        line.put("origin", echo.origin());
        Multi<byte[]> data = Multi.createFrom().range(0, lines).map(id -> {
            line.put("id", id);
            return (JsonText.line(line) + "\n").getBytes(StandardCharsets.US_ASCII);
        });
        // Quarkus REST would turn a Multi of type JSON into an array, so the type is set behind its back.
        return RestMulti.fromMultiData(data)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .build();
    }

    @GET
    @Path("uuid")
    public Response uuid() {
        return Replies.json(Map.of("uuid", UUID.randomUUID().toString()));
    }

    @GET
    @Path("hostname")
    public Response host() {
        return Replies.json(Map.of("hostname", hostname));
    }

    // Kubernetes and most shells set HOSTNAME; the resolver is asked only without it, once, at start-up.
    private static String hostname() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

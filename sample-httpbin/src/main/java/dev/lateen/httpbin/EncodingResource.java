package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// The endpoints that encode what they say, whether the client accepts it or not.
@Path("/")
@NonBlocking
public class EncodingResource {

    /// Compresses into the stream that it is given.
    private interface Compression {
        OutputStream into(OutputStream out) throws IOException;
    }

    @GET
    @Path("gzip")
    public Response gzip(@Context HttpServerRequest request) {
        return encoded("gzip", compress(echo(request, "gzipped"), GZIPOutputStream::new));
    }

    /// With zlib's frame, as RFC 9110 8.4.1.2 wants it.
    @GET
    @Path("deflate")
    public Response deflate(@Context HttpServerRequest request) {
        return encoded("deflate", compress(echo(request, "deflated"), DeflaterOutputStream::new));
    }

    @GET
    @Path("brotli")
    public Response brotli(@Context HttpServerRequest request) {
        return encoded("br", StoredBrotli.encode(echo(request, "brotli")));
    }

    private static byte[] echo(HttpServerRequest request, String encoding) {
        Echo echo = new Echo(request);
        Map<String, Object> body = new TreeMap<>();
        body.put(encoding, true);
        body.put("headers", echo.headers());
        body.put("method", request.method().name());
        body.put("origin", echo.origin());
        return JsonText.pretty(body).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] compress(byte[] bytes, Compression compression) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = compression.into(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static Response encoded(String encoding, byte[] body) {
        return Response.fromResponse(Replies.of(200, "application/json", body))
                .header("Content-Encoding", encoding)
                .build();
    }
}

package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/// The endpoints whose bodies come in pieces: chunked, dripping, or a range of the whole.
@Path("/")
@NonBlocking
public class StreamResource {

    private static final String CHUNK = "10240";
    private static final int MOST_DRIPPED = 10 * 1024 * 1024;
    private static final int MOST_SECONDS = 10;
    private static final int LARGEST_DROP = 64 * 1024;
    private static final int MILLIS_BETWEEN_DROPS = 10;

    private final HttpbinConfig config;
    private final Vertx vertx;

    StreamResource(HttpbinConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    /// The bytes of `/bytes/{n}`, without their length: always chunked.
    @GET
    @Path("stream-bytes/{n}")
    public Multi<byte[]> streamBytes(
            @PathParam("n") String n,
            @QueryParam("seed") @Nullable String seed,
            @QueryParam("chunk_size") @DefaultValue(CHUNK) String chunkSize) {
        byte[] bytes = DataResource.randomBytes(n, seed, config.maxBytes());
        int size = Numbers.atLeast(1, "chunk_size", chunkSize);
        Multi<byte[]> chunks = Multi.createFrom()
                .range(0, Math.ceilDiv(bytes.length, size))
                .map(i -> Arrays.copyOfRange(bytes, i * size, (int) Math.min(bytes.length, (i + 1L) * size)));
        return RestMulti.fromMultiData(chunks)
                .header("Content-Type", MediaType.APPLICATION_OCTET_STREAM)
                .build();
    }

    /// `numbytes` stars over `duration` seconds after `delay` seconds.
    @GET
    @Path("drip")
    public Uni<@Nullable Void> drip(
            @QueryParam("numbytes") @DefaultValue("10") String numbytes,
            @QueryParam("duration") @DefaultValue("2") String duration,
            @QueryParam("delay") @DefaultValue("0") String delay,
            @QueryParam("code") @DefaultValue("200") String code,
            @Context HttpServerResponse response) {
        int bytes = Math.min(Numbers.atLeast(1, "numbytes", numbytes), MOST_DRIPPED);
        long millis = Numbers.millis("duration", duration, MOST_SECONDS);
        long wait = Numbers.millis("delay", delay, MOST_SECONDS);
        int status = Numbers.statusWithBody("code", code);
        response.setStatusCode(status)
                .putHeader("Content-Type", MediaType.APPLICATION_OCTET_STREAM)
                .putHeader("Content-Length", Integer.toString(bytes));
        long drops = Math.max(millis / MILLIS_BETWEEN_DROPS, 1);
        int drop = Math.toIntExact(Math.min(Math.ceilDiv(bytes, drops), LARGEST_DROP));
        Trickle.Body body = Trickle.Body.of(bytes, drop, millis, (from, to) -> stars(Math.toIntExact(to - from)));
        Uni<@Nullable Void> sent = Trickle.send(vertx, response, body);
        return wait == 0
                ? sent
                : Uni.createFrom()
                        .<Long>emitter(over -> vertx.setTimer(wait, over::complete))
                        .flatMap(timer -> sent);
    }

    /// `n` letters, always the same, whole or the part that `Range` names.
    @GET
    @Path("range/{n}")
    public Uni<@Nullable Response> range(
            @PathParam("n") String n,
            @HeaderParam("Range") @Nullable String header,
            @QueryParam("chunk_size") @DefaultValue(CHUNK) String chunkSize,
            @QueryParam("duration") @DefaultValue("0") String duration,
            @Context HttpServerResponse response) {
        int size = Numbers.atLeast(0, "range", n);
        int piece = Numbers.atLeast(1, "chunk_size", chunkSize);
        long millis = Numbers.millis("duration", duration, MOST_SECONDS);
        response.putHeader("ETag", "range" + n).putHeader("Accept-Ranges", "bytes");
        if (size < 1 || size > config.maxBytes()) {
            String body = "number of bytes must be in the range (0, " + config.maxBytes() + "]";
            return Uni.createFrom().item(Replies.text(404, body));
        }
        ByteRange range = ByteRange.of(header, size);
        if (!range.isWithin(size)) {
            response.putHeader("Content-Range", "bytes */" + size);
            return Uni.createFrom()
                    .item(Response.status(416)
                            .header("Content-Type", "text/plain; charset=utf-8")
                            .build());
        }
        response.setStatusCode(range.isAll(size) ? 200 : 206)
                .putHeader("Content-Type", MediaType.APPLICATION_OCTET_STREAM)
                .putHeader("Content-Length", Integer.toString(range.length()))
                .putHeader("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
        Trickle.Body body = Trickle.Body.of(
                range.length(), piece, millis, (from, to) -> letters(range.first() + from, range.first() + to));
        return Trickle.send(vertx, response, body).map(sent -> null);
    }

    private static Buffer stars(int count) {
        byte[] stars = new byte[count];
        Arrays.fill(stars, (byte) '*');
        return Buffer.buffer(stars);
    }

    private static Buffer letters(long from, long to) {
        byte[] letters = new byte[Math.toIntExact(to - from)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + (from + i) % 26);
        }
        return Buffer.buffer(letters);
    }
}

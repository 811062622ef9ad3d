package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The endpoints for caches and their conditions. Entity tags are sent without quotes, as httpbin sends them,
/// and read with and without.
@Path("/")
@NonBlocking
public class CacheResource {

    /// Any condition holds: what was sent once never changes.
    @GET
    @Path("cache")
    public Response cache(
            @HeaderParam("If-Modified-Since") @Nullable String since,
            @HeaderParam("If-None-Match") @Nullable String noneMatch,
            @Context HttpServerRequest request) {
        if (since != null || noneMatch != null) {
            return Response.status(304).build();
        }
        String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        return echo(request)
                .header("Last-Modified", now)
                .header("ETag", UUID.randomUUID().toString().replace("-", ""))
                .build();
    }

    @GET
    @Path("cache/{seconds}")
    public Response cacheFor(@PathParam("seconds") String seconds, @Context HttpServerRequest request) {
        return echo(request)
                .header("Cache-Control", "public, max-age=" + Numbers.atLeast(0, "cache", seconds))
                .build();
    }

    @GET
    @Path("etag/{etag}")
    public Response etag(
            @PathParam("etag") String etag,
            @HeaderParam("If-None-Match") @Nullable String noneMatch,
            @HeaderParam("If-Match") @Nullable String match,
            @Context HttpServerRequest request) {
        if (!HeaderNames.isValue(etag)) {
            throw new BadInput("etag", etag, "no control characters, Latin-1 only");
        }
        if (noneMatch != null) {
            return names(noneMatch, etag)
                    ? Response.status(304).header("ETag", etag).build()
                    : echo(request).header("ETag", etag).build();
        }
        if (match != null && !names(match, etag)) {
            return Replies.empty(412).build();
        }
        return echo(request).header("ETag", etag).build();
    }

    private static Response.ResponseBuilder echo(HttpServerRequest request) {
        return Response.fromResponse(Replies.json(new Echo(request).withoutBody()));
    }

    private static boolean names(String header, String etag) {
        Set<String> tags =
                Arrays.stream(header.split(",", -1)).map(CacheResource::bare).collect(Collectors.toSet());
        return tags.contains(etag) || tags.contains("*");
    }

    private static String bare(String tag) {
        String strong = tag.strip().startsWith("W/") ? tag.strip().substring(2) : tag.strip();
        return strong.replace("\"", "");
    }
}

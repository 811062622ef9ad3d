package dev.lateen.pilot.api;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to the local resource API, read whole.
///
/// @param contentType without parameters, lower case; empty if not given
/// @param accept as given; empty if not
record ApiRequest(
        String method, String path, Map<String, String> query, String contentType, String accept, Buffer content) {

    /// As text; what came as protobuf as JSON.
    String body() {
        return contentType.equals(ProtobufBody.MEDIA_TYPE)
                ? ProtobufBody.json(content.getBytes())
                : content.toString(StandardCharsets.UTF_8);
    }

    static String mediaType(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    boolean isWatch() {
        String watch = query.getOrDefault("watch", "false");
        return method.equals("GET") && (watch.equals("true") || watch.equals("1"));
    }

    /// Clients that can show a table say so; they take the resources themselves as well.
    boolean wantsTable() {
        return accept.contains("as=Table") && accept.contains("g=meta.k8s.io");
    }

    boolean isDryRun() {
        String dryRun = query.get("dryRun");
        if (dryRun != null && !dryRun.equals("All")) {
            throw new ApiError(ApiStatus.badRequest("dryRun: %s (expected: All)".formatted(dryRun)));
        }
        return dryRun != null;
    }
}

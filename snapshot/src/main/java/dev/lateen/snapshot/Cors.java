package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What web pages of other origins may do with a route.
///
/// @param allowOrigins any of them; one that matches `*` stands for every origin
/// @param maxAgeSeconds for how long a client may remember the answer to a preflight; null says nothing
/// @param ignoreUnmatchedPreflights whether a preflight from an origin that is not allowed is answered here, without a
///     permission, instead of being forwarded
public record Cors(
        List<StringMatch> allowOrigins,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        @Nullable Long maxAgeSeconds,
        boolean allowCredentials,
        boolean ignoreUnmatchedPreflights) {

    public Cors {
        allowOrigins = List.copyOf(allowOrigins);
        allowMethods = List.copyOf(allowMethods);
        allowHeaders = List.copyOf(allowHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }
}

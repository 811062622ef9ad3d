package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.HTTPRouteDestination;
import dev.lateen.api.networking.VirtualService.Headers;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteAction.Destination;
import dev.lateen.snapshot.RouteAction.Forward;
import dev.lateen.snapshot.RouteAction.PathRewrite;
import dev.lateen.snapshot.RouteAction.Refuse;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.StringMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one rule of a VirtualService does with a request.
final class ActionCompiler {

    static final int NOT_HONOURED_STATUS = 501;
    static final String NOT_HONOURED = "not_honoured";

    private static final int NO_WEIGHT_STATUS = 503;

    private final Resource<VirtualService> owner;
    private final DestinationCompiler clusters;
    private final HeaderCompiler headers;

    ActionCompiler(ProxyView view, Resource<VirtualService> owner, RouteScope scope) {
        this.owner = owner;
        this.clusters = new DestinationCompiler(view, owner, scope);
        this.headers = new HeaderCompiler(view, owner);
    }

    RouteAction compile(HTTPRoute rule, RouteMatch match, String path) {
        var missing = notHonoured(rule);
        if (missing != null) {
            return refuse(owner, path + "." + missing);
        }
        if (rule.route().isEmpty()) {
            return new Refuse(
                    NOT_HONOURED_STATUS,
                    NOT_HONOURED,
                    path + ".route of " + Origins.text(owner, path) + " is empty (expected: a destination)");
        }
        var destinations = destinations(rule, path);
        if (destinations.size() > 1 && destinations.stream().allMatch(destination -> destination.weight() == 0)) {
            return new Refuse(
                    NO_WEIGHT_STATUS,
                    "no_weight",
                    path + ".route of " + Origins.text(owner, path) + " has only weights of 0");
        }
        var timeout = rule.timeout();
        return new Forward(
                destinations,
                rewrite(rule, match),
                authority(rule, path),
                timeout == null ? 0 : timeout.toMillis(),
                request(rule.headers(), path),
                response(rule.headers(), path));
    }

    /// Never something silently different: what the rule asks for and Lateen cannot do is refused by name.
    static Refuse refuse(Resource<?> owner, String path) {
        return new Refuse(
                NOT_HONOURED_STATUS, NOT_HONOURED, path + " of " + Origins.text(owner, path) + " is not honoured yet");
    }

    private static @Nullable String notHonoured(HTTPRoute rule) {
        if (rule.redirect() != null) {
            return "redirect";
        }
        if (rule.directResponse() != null) {
            return "directResponse";
        }
        if (rule.delegate() != null) {
            return "delegate";
        }
        var rewrite = rule.rewrite();
        return rewrite != null && rewrite.uriRegexRewrite() != null ? "rewrite.uriRegexRewrite" : null;
    }

    private List<Destination> destinations(HTTPRoute rule, String path) {
        var compiled = new ArrayList<Destination>();
        for (int i = 0; i < rule.route().size(); i++) {
            compiled.add(destination(rule.route().get(i), path + ".route[" + i + "]"));
        }
        return compiled;
    }

    private Destination destination(HTTPRouteDestination weighted, String path) {
        var key = clusters.cluster(weighted.destination(), path);
        var weight = weighted.weight();
        var operations = weighted.headers() == null ? null : weighted.headers().request();
        return new Destination(
                key.clusterName(),
                weight == null ? 0 : weight,
                headers.authority(operations, path + ".headers.request"),
                request(weighted.headers(), path),
                response(weighted.headers(), path));
    }

    /// Envoy replaces the matched prefix literally, and the whole path of an exact or regex match; a rule without a
    /// match on the path counts as one with prefix `/`.
    private static @Nullable PathRewrite rewrite(HTTPRoute rule, RouteMatch match) {
        var rewrite = rule.rewrite();
        var uri = rewrite == null ? null : rewrite.uri();
        if (uri == null || uri.isEmpty()) {
            return null;
        }
        var target = escaped(uri);
        return switch (match.path()) {
            case null -> new PathRewrite("/", target);
            case StringMatch.Prefix(var prefix) -> new PathRewrite(prefix, target);
            case StringMatch.Present() -> new PathRewrite("/", target);
            case StringMatch.Exact _, StringMatch.Regex _ -> new PathRewrite(null, target);
        };
    }

    /// Spaces, control bytes and what is not ASCII percent-encoded: a request target holds none of them.
    private static String escaped(String uri) {
        var target = new StringBuilder(uri.length());
        for (byte b : uri.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f) {
                target.append((char) b);
            } else {
                target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return target.toString();
    }

    private @Nullable String authority(HTTPRoute rule, String path) {
        var rewrite = rule.rewrite();
        var authority = rewrite == null ? null : rewrite.authority();
        if (authority != null && !authority.isEmpty()) {
            return headers.authority(authority, path + ".rewrite.authority");
        }
        var operations = rule.headers() == null ? null : rule.headers().request();
        return headers.authority(operations, path + ".headers.request");
    }

    private HeaderEdits request(@Nullable Headers level, String path) {
        return headers.edits(level == null ? null : level.request(), path + ".headers.request");
    }

    private HeaderEdits response(@Nullable Headers level, String path) {
        return headers.edits(level == null ? null : level.response(), path + ".headers.response");
    }
}

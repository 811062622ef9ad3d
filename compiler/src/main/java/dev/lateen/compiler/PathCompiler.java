package dev.lateen.compiler;

import dev.lateen.api.networking.VirtualService.HTTPRewrite;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.route.RegexSubstitution;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a rule makes of a request's path.
final class PathCompiler {

    private PathCompiler() {}

    /// @throws IllegalArgumentException for a substitution that names a group that the expression does not have
    static @Nullable PathRewrite rewrite(@Nullable HTTPRewrite rewrite, RouteMatch match) {
        if (rewrite == null) {
            return null;
        }
        var regex = rewrite.uriRegexRewrite();
        if (regex == null || regex.match() == null || regex.rewrite() == null) {
            return replace(rewrite.uri(), match);
        }
        var substitution = escaped(regex.rewrite());
        RegexSubstitution.of(regex.match(), substitution);
        return new PathRewrite.Regex(regex.match(), substitution);
    }

    /// Envoy replaces the matched prefix literally, and the whole path of an exact or regex match; a rule without a
    /// match on the path counts as one with prefix `/`.
    static @Nullable PathRewrite replace(@Nullable String uri, RouteMatch match) {
        if (uri == null || uri.isEmpty()) {
            return null;
        }
        var target = escaped(uri);
        return switch (match.path()) {
            case null -> new PathRewrite.Prefix("/", target);
            case StringMatch.Prefix(var prefix) -> new PathRewrite.Prefix(prefix, target);
            case StringMatch.Present() -> new PathRewrite.Prefix("/", target);
            case StringMatch.Exact _, StringMatch.Regex _ -> new PathRewrite.Whole(target);
        };
    }

    /// Spaces, control bytes and what is not ASCII percent-encoded: a request target holds none of them.
    static String escaped(String uri) {
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
}

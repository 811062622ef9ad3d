package dev.lateen.compiler;

import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.RouteMatch.NamedMatch;
import dev.lateen.snapshot.StringMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One `match` of a rule: the part that the proxy decides for each request. The rest is [Applicability].
final class MatchCompiler {

    private static final String PRESENCE_REGEX = "*";

    private MatchCompiler() {}

    /// A claim of a token that the match asks for; null when it asks for none.
    static @Nullable String claim(HTTPMatchRequest match) {
        return Stream.concat(match.headers().keySet().stream(), match.withoutHeaders().keySet().stream())
                .filter(MatchCompiler::isClaim)
                .findFirst()
                .orElse(null);
    }

    /// `@request.auth.claims.group`, which is no header.
    static boolean isClaim(String header) {
        return header.startsWith("@");
    }

    static RouteMatch compile(HTTPMatchRequest match) {
        var headers = new ArrayList<NamedMatch>();
        headers.addAll(named(lowerCase(match.headers()), false));
        headers.addAll(named(lowerCase(match.withoutHeaders()), true));
        var path = string(match.uri());
        return new RouteMatch(
                path,
                match.ignoreUriCase() && path != null && !(path instanceof StringMatch.Regex),
                string(match.scheme()),
                string(match.method()),
                string(match.authority()),
                headers,
                named(new TreeMap<>(match.queryParams()), false));
    }

    /// Whether it takes every request, so that what stands behind it is never reached.
    static boolean isCatchAll(RouteMatch match) {
        return match.headers().isEmpty()
                && match.queryParams().isEmpty()
                && match.scheme() == null
                && match.method() == null
                && match.authority() == null
                && isAnyPath(match.path());
    }

    private static boolean isAnyPath(@Nullable StringMatch path) {
        return switch (path) {
            case null -> true;
            case StringMatch.Prefix(var prefix) -> prefix.isEmpty() || prefix.equals("/");
            case StringMatch.Regex(var regex) -> regex.equals(".*");
            case StringMatch.Present() -> true;
            case StringMatch.Exact _ -> false;
        };
    }

    private static TreeMap<String, VirtualService.StringMatch> lowerCase(
            Map<String, VirtualService.StringMatch> matches) {
        var lower = new TreeMap<String, VirtualService.StringMatch>();
        new TreeMap<>(matches).forEach((name, match) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), match));
        return lower;
    }

    private static List<NamedMatch> named(TreeMap<String, VirtualService.StringMatch> matches, boolean invert) {
        var named = new ArrayList<NamedMatch>();
        matches.forEach((name, match) -> {
            var value = PRESENCE_REGEX.equals(match.regex()) ? null : string(match);
            named.add(new NamedMatch(name, value == null ? new StringMatch.Present() : value, invert));
        });
        return named;
    }

    static @Nullable StringMatch string(VirtualService.@Nullable StringMatch match) {
        if (match == null) {
            return null;
        }
        if (match.exact() != null) {
            return new StringMatch.Exact(match.exact());
        }
        if (match.prefix() != null) {
            return new StringMatch.Prefix(match.prefix());
        }
        return match.regex() == null ? null : new StringMatch.Regex(match.regex());
    }
}

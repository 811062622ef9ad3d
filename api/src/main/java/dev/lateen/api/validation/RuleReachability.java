package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.StringMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rules that no request can reach, and matches that an earlier one takes everything from: IST0130 and IST0131.
final class RuleReachability {

    /// Every prefix is compared with about so many before it: a file must not cost the square of its size.
    private static final int COMPARED = 2_000;

    private final Findings findings;
    private final String path;
    private final Map<Object, String> seen = new HashMap<>();
    private final List<Prefixed> prefixes = new ArrayList<>();
    private @Nullable String catchAll;

    /// A match with a uri prefix, apart from the prefix and the name.
    private record Prefixed(String prefix, HTTPMatchRequest rest, String rule) {}

    private RuleReachability(Findings findings, String path) {
        this.findings = findings;
        this.path = path;
    }

    static void check(Findings findings, VirtualService service) {
        RuleReachability http = new RuleReachability(findings, "spec.http");
        for (int i = 0; i < service.http().size(); i++) {
            HTTPRoute route = service.http().get(i);
            http.rule(i, route.name(), route.match(), match -> named(match, null, match.uri()));
        }
        RuleReachability tls = new RuleReachability(findings, "spec.tls");
        for (int i = 0; i < service.tls().size(); i++) {
            tls.rule(i, null, service.tls().get(i).match(), match -> match);
        }
        RuleReachability tcp = new RuleReachability(findings, "spec.tcp");
        for (int i = 0; i < service.tcp().size(); i++) {
            tcp.rule(i, null, service.tcp().get(i).match(), match -> match);
        }
    }

    private <M> void rule(int index, @Nullable String name, List<M> matches, Function<M, Object> identity) {
        String rule = name == null || name.isEmpty() ? "#" + index : Findings.show(name);
        if (matches.isEmpty()) {
            if (catchAll != null) {
                unreachable(index, rule, "only the last rule can have no matches");
            }
            catchAll = rule;
            return;
        }
        int repeated = 0;
        List<Prefixed> own = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            M match = matches.get(i);
            String at = path + "[" + index + "].match[" + i + "]";
            String before = seen.putIfAbsent(identity.apply(match), rule);
            if (before != null) {
                ineffective(at, before);
                repeated++;
            } else if (match instanceof HTTPMatchRequest http && covered(http, rule, at, own)) {
                repeated++;
            }
        }
        if (prefixes.size() < COMPARED) {
            prefixes.addAll(own);
        }
        if (repeated == matches.size()) {
            unreachable(index, rule, "all matches used by prior rules");
        }
        if (catchAll != null) {
            unreachable(index, rule, "route without matches defined before");
        }
    }

    /// Whether a shorter prefix of an earlier rule, all other conditions equal, takes every request of this match.
    private boolean covered(HTTPMatchRequest match, String rule, String at, List<Prefixed> own) {
        String prefix = match.uri() == null ? null : match.uri().prefix();
        if (prefix == null) {
            return false;
        }
        HTTPMatchRequest rest = named(match, null, null);
        for (Prefixed earlier : prefixes) {
            if (prefix.startsWith(earlier.prefix()) && rest.equals(earlier.rest())) {
                ineffective(at, earlier.rule());
                return true;
            }
        }
        own.add(new Prefixed(prefix, rest, rule));
        return false;
    }

    private void unreachable(int index, String rule, String reason) {
        findings.warning(path + "[" + index + "]", "IST0130: rule " + rule + " is never used: " + reason);
    }

    private void ineffective(String at, String before) {
        findings.warning(at, "IST0131: never used, rule " + before + " has the same match or a wider one");
    }

    private static HTTPMatchRequest named(HTTPMatchRequest match, @Nullable String name, @Nullable StringMatch uri) {
        return new HTTPMatchRequest(
                name,
                uri,
                match.scheme(),
                match.method(),
                match.authority(),
                match.headers(),
                match.port(),
                match.sourceLabels(),
                match.gateways(),
                match.queryParams(),
                match.ignoreUriCase(),
                match.withoutHeaders(),
                match.sourceNamespace(),
                null);
    }
}

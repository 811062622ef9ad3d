package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Routes of one port: the virtual host is chosen first, then its routes are tried from top to bottom and the first
/// match wins, as `VirtualService` promises. No less specific host is tried when none matches.
///
/// Immutable, used by many threads; a request keeps the table it started with. [#match] allocates nothing unless a
/// regex or a header with several values is looked at.
public final class RouteTable {

    private final RouteConfig config;
    private final HostIndex hosts;
    private final CompiledRoute[][] routes;

    private RouteTable(RouteConfig config, HostIndex hosts, CompiledRoute[][] routes) {
        this.config = config;
        this.hosts = hosts;
        this.routes = routes;
    }

    /// @throws IllegalArgumentException for a regex that is not RE2, a domain that occurs twice, weights that are all
    ///     zero or a route without destinations; the message names the rule
    public static RouteTable of(RouteConfig config) {
        var hosts = HostIndex.of(config);
        var routes = config.virtualHosts().stream()
                .map(host -> host.routes().stream()
                        .map(route -> CompiledRoute.of(config, host, route))
                        .toArray(CompiledRoute[]::new))
                .toArray(CompiledRoute[][]::new);
        return new RouteTable(config, hosts, routes);
    }

    public RouteConfig config() {
        return config;
    }

    /// The route that takes the request; null when no virtual host or no route of it matches (404, `NR`).
    public @Nullable CompiledRoute match(RequestHead head) {
        var domain = domainOf(head);
        if (domain == null) {
            return null;
        }
        for (var route : routes[domain.virtualHost()]) {
            if (route.matches(head)) {
                return route;
            }
        }
        return null;
    }

    /// The same decision with everything that led to it. Allocates freely.
    public Decision explain(RequestHead head) {
        var request = Decision.Request.of(head);
        var domain = domainOf(head);
        if (domain == null) {
            var none = new Decision.HostChoice(request.host(), null, null, Decision.HostRule.NONE);
            return new Decision(
                    config.name(), config.port(), request, none, List.of(), 0, List.of(), new Decision.NoVirtualHost());
        }
        var host = config.virtualHosts().get(domain.virtualHost());
        var tried = new ArrayList<Decision.TriedRule>();
        CompiledRoute taken = null;
        for (var route : routes[domain.virtualHost()]) {
            var failure = route.firstFailure(head);
            tried.add(Decision.TriedRule.of(tried.size() + 1, route.route(), failure, head));
            if (failure == null) {
                taken = route;
                break;
            }
        }
        return new Decision(
                config.name(),
                config.port(),
                request,
                choice(request.host(), host, domain),
                tried,
                routes[domain.virtualHost()].length - tried.size(),
                host.skipped(),
                outcome(taken, request));
    }

    private HostIndex.@Nullable Domain domainOf(RequestHead head) {
        return hosts.find(head.bytes(), HostIndex.hostOf(head.bytes(), head.authority()));
    }

    private static Decision.HostChoice choice(String requested, VirtualHost host, HostIndex.Domain domain) {
        Decision.HostRule rule;
        if (domain.text().equals("*")) {
            rule = Decision.HostRule.ANY;
        } else {
            rule = domain.text().startsWith("*") ? Decision.HostRule.SUFFIX : Decision.HostRule.EXACT;
        }
        return new Decision.HostChoice(requested, host.name(), domain.text(), rule);
    }

    private static Decision.Outcome outcome(@Nullable CompiledRoute taken, Decision.Request request) {
        if (taken == null) {
            return new Decision.NoRoute();
        }
        var route = taken.route();
        return switch (route.action()) {
            case RouteAction.Forward forward ->
                new Decision.Forwarded(route.name(), route.origin(), forward, rewritten(forward, request.path()));
            case RouteAction.Refuse refuse -> new Decision.Refused(route.name(), route.origin(), refuse);
        };
    }

    private static @Nullable String rewritten(RouteAction.Forward forward, String path) {
        var rewrite = forward.rewrite();
        if (rewrite == null) {
            return null;
        }
        return rewrite.prefix() == null
                ? rewrite.replacement()
                : rewrite.replacement()
                        + path.substring(Math.min(rewrite.prefix().length(), path.length()));
    }
}

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import java.nio.charset.StandardCharsets;
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
    private final UnloadedHosts unloaded;
    private final RouteIndex routes;

    private RouteTable(RouteConfig config, HostIndex hosts, UnloadedHosts unloaded, RouteIndex routes) {
        this.config = config;
        this.hosts = hosts;
        this.unloaded = unloaded;
        this.routes = routes;
    }

    /// Of a proxy that has all it may use.
    public static RouteTable of(RouteConfig config) {
        return of(config, UnloadedHosts.NONE);
    }

    /// @param unloaded of the snapshot that the configuration belongs to
    /// @throws IllegalArgumentException for a regex that is not RE2, a domain that occurs twice, weights that
    ///     are all zero or a route without destinations; the message names the rule
    public static RouteTable of(RouteConfig config, UnloadedHosts unloaded) {
        var hosts = HostIndex.of(config);
        var parts = new TableParts();
        var routes = config.virtualHosts().stream()
                .map(host -> host.routes().stream()
                        .map(route -> CompiledRoute.of(config, host, route, parts))
                        .toArray(CompiledRoute[]::new))
                .toList();
        return new RouteTable(config, hosts, unloaded.behind(config), RouteIndex.of(routes, parts));
    }

    /// The same routes beside other hosts.
    ///
    /// @param others of the snapshot that it is in
    public RouteTable with(UnloadedHosts others) {
        return new RouteTable(config, hosts, others.behind(config), routes);
    }

    public RouteConfig config() {
        return config;
    }

    /// Routes of all virtual hosts: their [CompiledRoute#number]s are below.
    public int size() {
        return routes.size();
    }

    /// The route that takes the request; null when no virtual host or no route of it matches (404, `NR`), or when the
    /// host is [#unloaded].
    public @Nullable CompiledRoute match(RequestHead head) {
        var domain = domainOf(head);
        if (domain == null) {
            return null;
        }
        return routes.match(domain.virtualHost(), head);
    }

    /// The host of the request, as it is to be asked for, when its routes are not loaded; else null. Such a host is
    /// known by its name, so no wildcard takes it.
    public @Nullable String unloaded(RequestHead head) {
        long host = HostIndex.hostOf(head.bytes(), head.authority());
        return hosts.exact(head.bytes(), host) == null ? unloaded.find(head.bytes(), host) : null;
    }

    /// The decision of [#match] with everything that led to it. Allocates freely.
    public Decision explain(RequestHead head) {
        var request = Decision.Request.of(head);
        var domain = domainOf(head);
        if (domain == null) {
            var none = new Decision.HostChoice(request.host(), null, null, Decision.HostRule.NONE);
            return new Decision(
                    config.name(),
                    config.port(),
                    request,
                    none,
                    List.of(),
                    0,
                    List.of(),
                    List.of(),
                    nobody(unloaded(head)));
        }
        var host = config.virtualHosts().get(domain.virtualHost());
        var rules = routes.routes(domain.virtualHost());
        var taken = routes.match(domain.virtualHost(), head);
        var tried = tried(rules, taken, head);
        return new Decision(
                config.name(),
                config.port(),
                request,
                choice(request.host(), host, domain),
                tried,
                rules.size() - tried.size(),
                host.skipped(),
                taken == null ? List.of() : PolicyText.lines(taken.route()),
                outcome(taken, head));
    }

    /// Each rule up to the one that was taken, with the condition that failed.
    private static List<Decision.TriedRule> tried(
            List<CompiledRoute> routes, @Nullable CompiledRoute taken, RequestHead head) {
        var tried = new ArrayList<Decision.TriedRule>();
        for (var route : routes) {
            var failure = route.firstFailure(head);
            tried.add(Decision.TriedRule.of(tried.size() + 1, route.route(), failure, head));
            if ((failure == null) != (route == taken)) {
                throw new IllegalStateException("rule " + tried.size() + " should decide, but the index took "
                        + (taken == null ? "none" : taken.key()));
            }
            if (route == taken) {
                break;
            }
        }
        return tried;
    }

    private HostIndex.@Nullable Domain domainOf(RequestHead head) {
        long host = HostIndex.hostOf(head.bytes(), head.authority());
        var exact = hosts.exact(head.bytes(), host);
        return exact != null || unloaded.find(head.bytes(), host) != null ? exact : hosts.wildcard(head.bytes(), host);
    }

    private static Decision.Outcome nobody(@Nullable String unloaded) {
        return unloaded == null ? new Decision.NoVirtualHost() : new Decision.Demanded(unloaded);
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

    private static Decision.Outcome outcome(@Nullable CompiledRoute taken, RequestHead head) {
        if (taken == null) {
            return new Decision.NoRoute();
        }
        var name = taken.route().name();
        var origin = taken.route().origin();
        return switch (taken.route().action()) {
            case RouteAction.Forward forward -> new Decision.Forwarded(name, origin, forward, rewritten(forward, head));
            case RouteAction.Redirect redirect -> {
                var location = RedirectLocation.of(redirect).of(head);
                yield new Decision.Redirected(
                        name, origin, redirect.code(), new String(location, StandardCharsets.UTF_8));
            }
            case RouteAction.DirectResponse direct ->
                new Decision.Answered(name, origin, direct.status(), direct.content().length);
            case RouteAction.Refuse refuse -> new Decision.Refused(name, origin, refuse);
        };
    }

    private static @Nullable String rewritten(RouteAction.Forward forward, RequestHead head) {
        var rewrite = forward.rewrite();
        return rewrite == null ? null : PathRewriter.of(rewrite).apply(Ascii.text(head.bytes(), head.path()));
    }
}

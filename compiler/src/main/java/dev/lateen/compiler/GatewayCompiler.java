package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The route configuration behind one bound port of a gateway: every host that a server and a VirtualService of its
/// Gateway have in common. A host that only a server names gets no virtual host, and so 404.
final class GatewayCompiler {

    private final RouteCompiler routes;
    private final GatewayRules rules;

    GatewayCompiler(ProxyView view, GatewayRules rules) {
        this.routes = new RouteCompiler(view);
        this.rules = rules;
    }

    /// @param port that is bound
    /// @param servers on it, of all Gateways
    RouteConfig compile(String name, int port, List<ServerRef> servers) {
        var hosts = new TreeMap<String, GatewayHost>();
        for (var server : servers) {
            if (server.redirectsToHttps()) {
                server.hosts().forEach(host -> host(hosts, host.name(), server).redirectsToHttps(server));
            }
        }
        for (var virtualService : rules.virtualServices()) {
            if (virtualService.spec().http().isEmpty()) {
                continue;
            }
            var gateways = GatewayNames.of(virtualService);
            for (var server : servers) {
                if (gateways.contains(server.gatewayName())) {
                    bind(hosts, virtualService, server);
                }
            }
        }
        var compiled = hosts.values().stream().map(host -> host.compile(routes)).toList();
        return new RouteConfig(name, port, compiled);
    }

    private void bind(TreeMap<String, GatewayHost> hosts, Resource<VirtualService> virtualService, ServerRef server) {
        for (var name : rules.served(virtualService, server)) {
            var host = host(hosts, name, server);
            host.add(virtualService, server);
            if (server.redirectsToHttps()) {
                host.redirectsToHttps(server);
            }
        }
    }

    private static GatewayHost host(TreeMap<String, GatewayHost> hosts, String name, ServerRef server) {
        return hosts.computeIfAbsent(name, domain -> new GatewayHost(domain, server.number()));
    }

    /// One virtual host in the making.
    private static final class GatewayHost {

        private final String domain;
        private final int port;
        private final Map<ResourceKey, Bound> bound = new LinkedHashMap<>();
        private @Nullable ServerRef redirecting;

        GatewayHost(String domain, int port) {
            this.domain = domain;
            this.port = port;
        }

        /// A VirtualService with the Gateways, and their ports, through which it is served on this host. What other
        /// VirtualServices are bound to does not count for its `match.gateways` and `match.port`.
        private record Bound(Resource<VirtualService> resource, Set<String> gateways, Set<Integer> ports) {

            RouteScope scope(int port) {
                return new RouteScope(gateways, ports, port);
            }
        }

        void add(Resource<VirtualService> virtualService, ServerRef server) {
            var own = bound.computeIfAbsent(
                    virtualService.key(),
                    key -> new Bound(virtualService, new LinkedHashSet<>(), new LinkedHashSet<>()));
            own.gateways().add(server.gatewayName());
            own.ports().add(server.number());
        }

        void redirectsToHttps(ServerRef server) {
            redirecting = redirecting == null ? server : redirecting;
        }

        VirtualHost compile(RouteCompiler routes) {
            var name = domain + ":" + port;
            var parts = bound.values().stream()
                    .map(own -> routes.compile(own.resource(), own.scope(port)))
                    .toList();
            var merged = Routes.concatenate(parts);
            var all = new ArrayList<Route>();
            if (redirecting != null) {
                all.add(DefaultRoutes.httpsRedirect(redirecting));
            }
            all.addAll(merged.routes());
            return new VirtualHost(name, List.of(domain), all, merged.skipped());
        }
    }
}

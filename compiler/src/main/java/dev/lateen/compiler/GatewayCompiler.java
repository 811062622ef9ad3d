package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.BoundPort.ServerRef;
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

    private final ProxyView view;
    private final RouteCompiler routes;
    private final List<Resource<VirtualService>> virtualServices;

    GatewayCompiler(ProxyView view) {
        this.view = view;
        this.routes = new RouteCompiler(view);
        this.virtualServices = inMergeOrder(view);
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
        for (var virtualService : virtualServices) {
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
        var common = common(virtualService, server.hosts());
        if (common.isEmpty()) {
            warnUnserved(virtualService, server);
        }
        for (var name : common) {
            var host = host(hosts, name, server);
            host.add(virtualService, server);
            if (server.redirectsToHttps()) {
                host.redirectsToHttps(server);
            }
        }
    }

    private static Set<String> common(Resource<VirtualService> virtualService, List<ServerHost> serverHosts) {
        var common = new LinkedHashSet<String>();
        var namespace = virtualService.key().namespace();
        for (var declared : virtualService.spec().hosts()) {
            var host = Hostname.resolveShort(declared, namespace);
            for (var serverHost : serverHosts) {
                var narrower = serverHost.narrower(host, namespace);
                if (narrower != null) {
                    common.add(narrower);
                }
            }
        }
        return common;
    }

    /// Only when no server of the Gateway has a host of the VirtualService, on whatever port.
    private void warnUnserved(Resource<VirtualService> virtualService, ServerRef server) {
        var own = server.gateway().key().namespace();
        var all = server.gateway().spec().servers().stream()
                .flatMap(other -> other.hosts().stream())
                .map(host -> ServerHost.of(host, own))
                .toList();
        if (common(virtualService, all).isEmpty()) {
            var key = virtualService.key();
            view.warn(
                    virtualService,
                    "spec.hosts",
                    "one or more host " + virtualService.spec().hosts() + " defined in VirtualService "
                            + key.namespace() + "/" + key.name() + " not found in Gateway " + server.gatewayName()
                            + " (IST0132)");
        }
    }

    private static GatewayHost host(TreeMap<String, GatewayHost> hosts, String name, ServerRef server) {
        return hosts.computeIfAbsent(name, domain -> new GatewayHost(domain, server.number()));
    }

    /// Those only for the proxy's namespace, then those exported to it, then those for everybody; each oldest first.
    private static List<Resource<VirtualService>> inMergeOrder(ProxyView view) {
        var namespace = view.node().namespace();
        var closest = new ArrayList<Resource<VirtualService>>();
        var exported = new ArrayList<Resource<VirtualService>>();
        var everywhere = new ArrayList<Resource<VirtualService>>();
        for (var resource : view.mesh().virtualServices()) {
            if (resource.spec().http().isEmpty()) {
                continue;
            }
            var own = resource.key().namespace();
            var visibility = Visibility.of(resource.spec().exportTo(), own);
            if (visibility.everywhere()) {
                everywhere.add(resource);
            } else if (visibility.includes(namespace)) {
                (own.equals(namespace) && visibility.isPrivateTo(own) ? closest : exported).add(resource);
            }
        }
        closest.addAll(exported);
        closest.addAll(everywhere);
        return closest;
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
            if (redirecting != null) {
                return DefaultRoutes.httpsRedirect(name, domain, redirecting);
            }
            var parts = bound.values().stream()
                    .map(own -> routes.compile(own.resource(), own.scope(port)))
                    .toList();
            var merged = Routes.concatenate(parts);
            return new VirtualHost(name, List.of(domain), merged.routes(), merged.skipped());
        }
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a workload's own requests meet: one route configuration for each port of a service that it may use, with
/// a virtual host for each service; on port 80 also the hosts that only VirtualServices know. Where a Sidecar resource
/// says what is imported, port 80 is there only for one of its services or listeners, as in Istio. All ports have a
/// virtual host for what the mesh does not know, and so has every other port.
///
/// What is not loaded has no virtual host. The rules of others for it are looked at all the same, for their warnings.
final class SidecarRouteCompiler {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HTTP_PORT = CallableHosts.HTTP_PORT;
    private static final String OTHER_PORTS = "*";

    private final ProxyView view;
    private final LoadedHosts loaded;
    private final CallableHosts hosts;
    private final Collection<MeshService> services;
    private final RouteCompiler routes;
    private final Map<EgressScope, HostOwners> owners = new HashMap<>();

    SidecarRouteCompiler(ProxyView view, LoadedHosts loaded) {
        this.view = view;
        this.loaded = loaded;
        this.hosts = view.callable();
        this.services = loaded.services(hosts);
        this.routes = new RouteCompiler(view);
    }

    static Listener listener(int port, List<RouteConfig> routeConfigs) {
        var names = routeConfigs.stream().map(RouteConfig::name).toList();
        return new Listener(LOOPBACK + "_" + port, LOOPBACK, port, Listener.Kind.OUTBOUND, names, List.of());
    }

    List<RouteConfig> compile() {
        var configs = new ArrayList<RouteConfig>();
        ports().forEach((port, services) -> {
            var hosts = hosts(port, services);
            if (!hosts.isEmpty() || isDeclared(port)) {
                configs.add(routeConfig(port, hosts));
            }
        });
        configs.add(new RouteConfig(OTHER_PORTS, RouteConfig.ANY_PORT, List.of(unknownHosts(RouteConfig.ANY_PORT))));
        lookAtOthers();
        return configs;
    }

    /// With the loaded services that have them.
    private SortedMap<Integer, List<MeshService>> ports() {
        var ports = new TreeMap<Integer, List<MeshService>>();
        for (var service : services) {
            numbers(service)
                    .forEach(port ->
                            ports.computeIfAbsent(port, _ -> new ArrayList<>()).add(service));
        }
        var scope = view.scope();
        scope.egress().stream()
                .map(EgressScope::port)
                .filter(port -> port > EgressScope.ANY_PORT)
                .forEach(port -> ports.putIfAbsent(port, List.of()));
        if (hosts.hasHttpPort()) {
            ports.putIfAbsent(HTTP_PORT, List.of());
        } else if (scope.resource() != null) {
            warnUnreachable(scope.resource());
        }
        return ports;
    }

    private static Stream<Integer> numbers(MeshService service) {
        return service.ports().stream().map(MeshService.Port::number).distinct();
    }

    /// Whether the port has routes of its own whatever is loaded.
    private boolean isDeclared(int port) {
        return port == HTTP_PORT || hosts.isDeclared(port);
    }

    private void warnUnreachable(Resource<Sidecar> sidecar) {
        var hosts = owners(HTTP_PORT).unknown().keySet();
        if (!hosts.isEmpty()) {
            view.warn(
                    sidecar,
                    "spec.egress",
                    "VirtualServices for " + hosts + " are not in force (expected: a service with port " + HTTP_PORT
                            + " among the hosts, or a listener for it; that is the only port on which hosts that no"
                            + " service has are routed)");
        }
    }

    /// What hosts and ports get that the mesh does not know. ALLOW_ANY is the default of the mesh.
    private VirtualHost unknownHosts(int port) {
        return view.scope().isRegistryOnly() ? DefaultRoutes.blockAll(port, view.scope()) : DefaultRoutes.allowAny();
    }

    private HostOwners owners(int port) {
        return owners.computeIfAbsent(view.scope().at(port), _ -> {
            var found = hosts.owners(port);
            view.warn(found.warnings());
            return found;
        });
    }

    private List<VirtualHost> hosts(int port, List<MeshService> services) {
        var hosts = new ArrayList<VirtualHost>();
        for (var service : services) {
            hosts.add(serviceHost(service, port, domains(service, port)));
        }
        if (port == HTTP_PORT) {
            for (var host : loaded.unknown(owners(port))) {
                var compiled = unknownHost(host);
                if (!compiled.routes().isEmpty()) {
                    hosts.add(compiled);
                }
            }
        }
        return hosts;
    }

    /// For what somebody has written about hosts that are not loaded.
    private void lookAtOthers() {
        if (!loaded.looksAtOthers() || loaded.used() == null) {
            return;
        }
        var names = services.stream().map(MeshService::host).collect(Collectors.toSet());
        for (var service : hosts.services().values()) {
            if (!names.contains(service.host())) {
                numbers(service).forEach(port -> lookAt(service, port));
            }
        }
        if (hosts.hasHttpPort()) {
            var there = loaded.unknown(owners(HTTP_PORT));
            owners(HTTP_PORT).unknown().keySet().stream()
                    .filter(host -> !there.contains(host))
                    .forEach(host -> view.aside(() -> unknownHost(host)));
        }
    }

    private RouteConfig routeConfig(int port, List<VirtualHost> hosts) {
        if (hosts.stream().noneMatch(host -> host.domains().contains("*"))) {
            hosts.add(unknownHosts(port));
        }
        hosts.sort(Comparator.comparing(VirtualHost::name));
        return new RouteConfig(String.valueOf(port), port, hosts);
    }

    private void lookAt(MeshService service, int port) {
        boolean ruled = owners(port).of(service) != null
                || view.mesh().destinationRules().find(service, view.node()) != null;
        if (ruled) {
            view.aside(() -> serviceHost(service, port, List.of()));
        }
    }

    /// A VirtualService without a rule for this port leaves the service its default route.
    private VirtualHost serviceHost(MeshService service, int port, List<String> domains) {
        var key = new ClusterKey(service.host(), port, "");
        view.need(key);
        var owner = isHttp(service, port) ? owners(port).of(service) : null;
        var compiled = owner == null ? new Routes(List.of(), List.of()) : routes.compile(owner, RouteScope.mesh(port));
        var inForce = compiled.routes().isEmpty()
                ? List.of(DefaultRoutes.to(key.clusterName(), service.origin()))
                : compiled.routes();
        return new VirtualHost(service.host() + ":" + port, domains, inForce, compiled.skipped());
    }

    /// Rules of HTTP are for ports of HTTP; bytes that a CONNECT takes to another port meet none.
    private static boolean isHttp(MeshService service, int port) {
        var found = service.port(port);
        return found != null && found.protocol().isHttp();
    }

    private VirtualHost unknownHost(String host) {
        var owner = Objects.requireNonNull(owners(HTTP_PORT).unknown().get(host));
        var compiled = routes.compile(owner, RouteScope.mesh(HTTP_PORT));
        return new VirtualHost(host + ":" + HTTP_PORT, List.of(host), compiled.routes(), compiled.skipped());
    }

    private List<String> domains(MeshService service, int port) {
        var aliases = new LinkedHashSet<>(shortNames(service));
        for (var alias : hosts.aliases(service)) {
            aliases.add(alias.host());
            aliases.addAll(shortNames(alias));
        }
        aliases.addAll(service.addresses());
        var domains = new ArrayList<String>();
        domains.add(service.host());
        aliases.stream().filter(alias -> hosts.isFree(alias, service, port)).forEach(domains::add);
        return domains;
    }

    private List<String> shortNames(MeshService service) {
        var names = new ArrayList<String>();
        if (service.kubernetes()) {
            var name = service.name();
            names.add(name + "." + service.namespace() + ".svc");
            names.add(name + "." + service.namespace());
            if (service.namespace().equals(view.node().namespace())) {
                names.add(name);
            }
        }
        return names;
    }
}

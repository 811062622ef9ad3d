package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a workload's own requests meet: one route configuration for each HTTP port of a service that it may use, with
/// a virtual host for each service; on port 80 also the hosts that only VirtualServices know. Where a Sidecar resource
/// says what is imported, port 80 is there only for one of its services or listeners, as in Istio.
final class SidecarRouteCompiler {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HTTP_PORT = 80;

    private final ProxyView view;
    private final RouteCompiler routes;
    private final Map<EgressScope, HostOwners> owners = new HashMap<>();

    SidecarRouteCompiler(ProxyView view) {
        this.view = view;
        this.routes = new RouteCompiler(view);
    }

    static Listener listener(int port, List<RouteConfig> routeConfigs) {
        var names = routeConfigs.stream().map(RouteConfig::name).toList();
        return new Listener(LOOPBACK + "_" + port, LOOPBACK, port, Listener.Kind.OUTBOUND, names, List.of());
    }

    List<RouteConfig> compile() {
        return ports().stream().map(this::routeConfig).toList();
    }

    private Set<Integer> ports() {
        var ports = new TreeSet<Integer>();
        for (var service : view.services().values()) {
            service.ports().stream().filter(port -> port.protocol().isHttp()).forEach(port -> ports.add(port.number()));
        }
        var scope = view.scope();
        scope.egress().stream()
                .map(EgressScope::port)
                .filter(port -> port > EgressScope.ANY_PORT)
                .forEach(ports::add);
        if (scope.resource() == null) {
            ports.add(HTTP_PORT);
        } else if (!ports.contains(HTTP_PORT)) {
            warnUnreachable(scope.resource());
        }
        return ports;
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

    private HostOwners owners(int port) {
        return owners.computeIfAbsent(view.scope().at(port), egress -> HostOwners.of(view, egress));
    }

    private RouteConfig routeConfig(int port) {
        var services = view.services().values().stream()
                .filter(service -> {
                    var found = service.port(port);
                    return found != null && found.protocol().isHttp();
                })
                .toList();
        // Full names first: a short name never takes a host away from who really has it.
        var taken = new HashSet<String>();
        services.forEach(service -> taken.add(service.host()));
        var unknown = port == HTTP_PORT ? owners(port).unknown() : Map.<String, Resource<VirtualService>>of();
        taken.addAll(unknown.keySet());
        var hosts = new ArrayList<VirtualHost>();
        for (var service : services) {
            hosts.add(serviceHost(service, port, taken));
        }
        unknown.forEach((host, owner) -> {
            var compiled = unknownHost(host, owner);
            if (!compiled.routes().isEmpty()) {
                hosts.add(compiled);
            }
        });
        if (hosts.stream().noneMatch(host -> host.domains().contains("*"))) {
            hosts.add(DefaultRoutes.blockAll(port, view.scope()));
        }
        hosts.sort(Comparator.comparing(VirtualHost::name));
        return new RouteConfig(String.valueOf(port), port, hosts);
    }

    /// A VirtualService without a rule for this port leaves the service its default route.
    private VirtualHost serviceHost(MeshService service, int port, Set<String> taken) {
        var key = new ClusterKey(service.host(), port, "");
        view.need(key);
        var owner = owners(port).of(service);
        var compiled = owner == null ? new Routes(List.of(), List.of()) : routes.compile(owner, RouteScope.mesh(port));
        var inForce = compiled.routes().isEmpty()
                ? List.of(DefaultRoutes.to(key.clusterName(), service.origin()))
                : compiled.routes();
        return new VirtualHost(service.host() + ":" + port, domains(service, taken), inForce, compiled.skipped());
    }

    private VirtualHost unknownHost(String host, Resource<VirtualService> owner) {
        var compiled = routes.compile(owner, RouteScope.mesh(HTTP_PORT));
        return new VirtualHost(host + ":" + HTTP_PORT, List.of(host), compiled.routes(), compiled.skipped());
    }

    private List<String> domains(MeshService service, Set<String> taken) {
        var domains = new ArrayList<String>();
        domains.add(service.host());
        var aliases = new ArrayList<String>();
        if (service.kubernetes()) {
            var name = service.name();
            aliases.add(name + "." + service.namespace() + ".svc");
            aliases.add(name + "." + service.namespace());
            if (service.namespace().equals(view.node().namespace())) {
                aliases.add(name);
            }
        }
        aliases.addAll(service.addresses());
        for (var alias : aliases) {
            if (taken.add(alias)) {
                domains.add(alias);
            }
        }
        return domains;
    }
}

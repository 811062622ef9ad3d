package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.Sidecar.CaptureMode;
import dev.lateen.api.networking.Sidecar.IstioEgressListener;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.TcpRoute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses beside its HTTP proxy at which a sidecar serves its own application: an egress listener with a `bind`,
/// or with captureMode NONE, is one. HTTP there has the routes of its port. Bytes go where the `tcp` and `tls` rules of
/// gateway `mesh` say for the services of the port, else to the service itself; TLS is told apart by its server name.
final class EgressListenerCompiler {

    private static final String LOOPBACK = "127.0.0.1";

    private final ProxyView view;
    private final TunnelRules rules;

    EgressListenerCompiler(ProxyView view) {
        this.view = view;
        this.rules = new TunnelRules(view);
    }

    /// One of them.
    private record Bound(
            Resource<Sidecar> resource, String path, String address, int port, String protocol, EgressScope scope) {

        Origin origin() {
            return Origins.of(resource, path);
        }

        Listener listener(List<String> routeConfigs, List<FilterChain> chains) {
            var name = address + "_" + port;
            return new Listener(name, address, port, Listener.Kind.OUTBOUND, routeConfigs, chains, List.of(origin()));
        }
    }

    /// Whether it has an address of its own, which is not that of packets on their way elsewhere.
    static boolean isBound(IstioEgressListener listener) {
        var port = listener.port();
        var bind = listener.bind();
        boolean named = bind != null && !bind.isEmpty();
        return port != null
                && port.number() != null
                && port.number() > 0
                && listener.captureMode() != CaptureMode.IPTABLES
                && (named ? Binds.isAddress(bind) : listener.captureMode() == CaptureMode.NONE);
    }

    static boolean isHttp(IstioEgressListener listener) {
        var protocol = protocol(listener);
        return protocol.isEmpty() || Protocol.of(protocol).isHttp();
    }

    private static String protocol(IstioEgressListener listener) {
        var port = listener.port();
        return port == null || port.protocol() == null ? "" : port.protocol();
    }

    List<Listener> compile() {
        var listeners = new ArrayList<Listener>();
        var resource = view.scope().resource();
        var egress = resource == null
                ? List.<IstioEgressListener>of()
                : resource.spec().egress();
        for (int i = 0; resource != null && i < egress.size(); i++) {
            var declared = egress.get(i);
            var scope = view.scope().egress().get(i);
            if (isBound(declared)) {
                var bind = declared.bind() == null || declared.bind().isEmpty() ? LOOPBACK : declared.bind();
                var bound =
                        new Bound(resource, "spec.egress[" + i + "]", bind, scope.port(), protocol(declared), scope);
                if (isFree(bound)) {
                    listeners.add(listener(bound, isHttp(declared)));
                }
            }
        }
        return listeners;
    }

    private boolean isFree(Bound bound) {
        var node = view.node();
        boolean own = bound.port() == node.outboundPort()
                || node.inbound().stream().anyMatch(inbound -> inbound.listenPort() == bound.port());
        if (own) {
            view.warn(
                    bound.resource(),
                    bound.path() + ".port.number",
                    bound.port() + " is another port of " + node.id()
                            + " itself (expected: a free one); the listener is not there");
        }
        return !own;
    }

    private Listener listener(Bound bound, boolean http) {
        if (http) {
            return bound.listener(List.of(String.valueOf(bound.port())), List.of());
        }
        var services = view.services().values().stream()
                .filter(service ->
                        isBytes(service, bound.port()) && bound.scope().imports(service))
                .toList();
        var protocol = bound.protocol();
        boolean tls = protocol.equalsIgnoreCase("TLS") || protocol.equalsIgnoreCase("HTTPS");
        var chains = tls ? tls(bound, services) : tcp(bound, services);
        if (chains.isEmpty()) {
            view.warn(
                    bound.resource(),
                    bound.path() + ".hosts",
                    "no service with port " + bound.port() + " for " + protocol
                            + " among the hosts (expected: one); the listener closes every connection");
        }
        return bound.listener(List.of(), chains.isEmpty() ? List.of(nowhere(bound)) : chains);
    }

    private static boolean isBytes(MeshService service, int port) {
        var found = service.port(port);
        return found != null && !found.protocol().isHttp();
    }

    /// Nothing in the bytes says which service is meant, so there can be one.
    private List<FilterChain> tcp(Bound bound, List<MeshService> services) {
        if (services.isEmpty()) {
            return List.of();
        }
        var service = services.getFirst();
        if (services.size() > 1) {
            var others = services.stream().skip(1).map(MeshService::host).toList();
            view.warn(
                    bound.resource(),
                    bound.path() + ".hosts",
                    others + " cannot be told from " + service.host() + " at " + bound.address() + ":" + bound.port()
                            + " (expected: one host); connections go to " + service.host());
        }
        var ruled = rules.firstTcp(owners(bound, service), scope(bound));
        return List.of(chain(bound, "default", List.of(), ruled == null ? own(bound, service) : ruled));
    }

    private List<FilterChain> tls(Bound bound, List<MeshService> services) {
        var names = new ServerNames(view);
        var chains = new ArrayList<FilterChain>();
        for (var service : services) {
            var matches = rules.tls(owners(bound, service), scope(bound));
            for (var match : matches) {
                var owner = match.rule().owner();
                var asked = match.sniHosts().stream()
                        .map(host -> Hostname.resolveShort(host, owner.key().namespace()))
                        .toList();
                var free = names.claim(asked, owner, match.path());
                if (!free.isEmpty()) {
                    chains.add(chain(bound, free.getFirst(), ServerNames.ofChain(free), rules.route(match)));
                }
            }
            if (matches.isEmpty()) {
                chains.add(chain(bound, service.host(), List.of(service.host()), own(bound, service)));
            }
        }
        return chains;
    }

    private static FilterChain chain(Bound bound, String name, List<String> serverNames, @Nullable TcpRoute route) {
        var origins = route == null ? List.of(bound.origin()) : List.of(bound.origin(), route.origin());
        return new FilterChain(name, serverNames, null, null, route, origins);
    }

    private static FilterChain nowhere(Bound bound) {
        return chain(bound, "default", List.of(), TcpRouteCompiler.nowhere(bound.origin()));
    }

    /// Without a rule a service is led to itself.
    private TcpRoute own(Bound bound, MeshService service) {
        var key = new ClusterKey(service.host(), bound.port(), "");
        view.need(key);
        return new TcpRoute("default", List.of(new TcpRoute.Destination(key.clusterName(), 1)), service.origin());
    }

    private static RouteScope scope(Bound bound) {
        return RouteScope.mesh(bound.port()).at(bound.address());
    }

    /// Those for sidecars that have the service among their hosts, oldest first.
    private List<Resource<VirtualService>> owners(Bound bound, MeshService service) {
        return view.mesh().virtualServices().stream()
                .filter(owner -> GatewayNames.of(owner).contains(RouteScope.MESH))
                .filter(owner -> Visibility.of(
                                owner.spec().exportTo(), owner.key().namespace())
                        .includes(view.node().namespace()))
                .filter(owner -> bound.scope().imports(owner))
                .filter(owner -> owner.spec().hosts().stream()
                        .map(host -> Hostname.resolveShort(host, owner.key().namespace()))
                        .anyMatch(host -> Hostname.subsetOf(service.host(), host)))
                .toList();
    }
}

package dev.lateen.compiler;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in front of a workload's own application: for each of its ports a listener, a route that takes
/// everything, and a cluster with the application as its only endpoint.
final class InboundCompiler {

    private static final String UNKNOWN = "unknown";

    private final ProxyView view;
    private final IngressScope ingress;
    private final ServerTls tls;

    InboundCompiler(ProxyView view) {
        this.view = view;
        this.ingress = new IngressScope(view.scope());
        this.tls = new ServerTls(view);
        ingress.warnUnserved(view);
    }

    /// Whether the port is one for HTTP: as the Sidecar resource says, else as the Service; one that neither speaks of
    /// counts as such.
    boolean isHttp(InboundPort port) {
        var declared = ingress.listener(port);
        var given = declared == null ? null : declared.listener().port();
        var protocol = given == null ? null : given.protocol();
        if (declared != null && protocol != null && !protocol.isEmpty()) {
            return Protocol.of(protocol).isHttp()
                    || (protocol.equalsIgnoreCase("HTTPS")
                            && ServerTls.ends(declared.listener().tls()));
        }
        var service = service(port);
        var known = service == null ? null : service.port(port.servicePort());
        return known == null || known.protocol().isHttp();
    }

    Listener listener(InboundPort port) {
        var declared = ingress.listener(port);
        var given = declared == null ? null : declared.listener().bind();
        var bind = given == null || given.isEmpty() ? null : given;
        var origins = List.of(origin(port));
        var ending = declared == null ? null : ending(declared);
        var chains = isHttp(port) && ending == null ? List.<FilterChain>of() : List.of(chain(port, ending));
        return new Listener(
                (bind == null ? "0.0.0.0" : bind) + "_" + port.listenPort(),
                bind,
                port.listenPort(),
                Listener.Kind.INBOUND,
                chains.isEmpty() ? List.of(name(port)) : List.of(),
                chains,
                origins);
    }

    private @Nullable DownstreamTls ending(IngressScope.Declared declared) {
        var settings = declared.listener().tls();
        return ServerTls.ends(settings) ? tls.compile(declared.resource(), declared.path() + ".tls", settings) : null;
    }

    private FilterChain chain(InboundPort port, @Nullable DownstreamTls ending) {
        var origins = List.of(origin(port));
        if (isHttp(port)) {
            return new FilterChain("default", List.of(), ending, name(port), null, origins);
        }
        var route = new TcpRoute("default", List.of(new TcpRoute.Destination(name(port), 1)), origin(port));
        return new FilterChain("default", List.of(), ending, null, route, origins);
    }

    RouteConfig routeConfig(InboundPort port) {
        var host = new VirtualHost(
                "inbound|http|" + port.servicePort(),
                List.of("*"),
                List.of(DefaultRoutes.inbound(name(port), origin(port))),
                List.of());
        return new RouteConfig(name(port), port.servicePort(), List.of(host));
    }

    Cluster cluster(InboundPort port) {
        var node = view.node();
        var service = service(port);
        var application = ingress.application(port);
        var policy = policy(port, service);
        var self = Workload.ref(node.name(), node.namespace(), node.labels());
        return new Cluster(
                name(port),
                service == null ? new ServiceRef(UNKNOWN, UNKNOWN, node.namespace()) : service.ref(),
                port.servicePort(),
                null,
                LoadBalancing.LEAST_REQUEST,
                policy.connectTimeoutMillis(),
                policy.idleTimeoutMillis(),
                policy.maxRequestsPerConnection(),
                Cluster.Discovery.STATIC,
                List.of(new Endpoint(application.address(), application.port(), 1, false, self)),
                null,
                policy.tcp(),
                policy.retries(),
                PolicyCompiler.compileInbound(policy),
                null);
    }

    /// Istio: the connection pool of a service's DestinationRule holds in front of its workloads too, unless the
    /// Sidecar
    /// resource has one.
    private EffectivePolicy policy(InboundPort port, @Nullable MeshService service) {
        var pool = ingress.connectionPool(port);
        if (pool != null) {
            return EffectivePolicy.of(pool);
        }
        var rule = service == null ? null : view.mesh().destinationRules().find(service, view.node());
        return rule == null
                ? EffectivePolicy.DEFAULT
                : EffectivePolicy.of(EffectivePolicy.DEFAULT
                        .with(rule.policy(), port.servicePort())
                        .connectionPool());
    }

    private @Nullable MeshService service(InboundPort port) {
        var node = view.node();
        return view.mesh().services().selecting(node.namespace(), node.labels(), port.servicePort());
    }

    /// `inbound|8000||`: cluster and route configuration alike.
    private static String name(InboundPort port) {
        return "inbound|" + port.servicePort() + "||";
    }

    private Origin origin(InboundPort port) {
        ProxyNode node = view.node();
        var service = service(port);
        return service == null
                ? new Origin("Workload", node.namespace(), node.name(), -1, -1, null, 0)
                : service.origin();
    }
}

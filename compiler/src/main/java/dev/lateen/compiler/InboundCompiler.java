package dev.lateen.compiler;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.List;

/// What stands in front of a workload's own application: for each of its ports a listener, a route that takes
/// everything, and a cluster with the application as its only endpoint.
final class InboundCompiler {

    private static final String UNKNOWN = "unknown";

    private final ProxyView view;
    private final IngressScope applications;

    InboundCompiler(ProxyView view) {
        this.view = view;
        this.applications = new IngressScope(view.scope());
        applications.warnUnserved(view);
    }

    Listener listener(InboundPort port) {
        return new Listener(
                "0.0.0.0_" + port.listenPort(),
                null,
                port.listenPort(),
                Listener.Kind.INBOUND,
                List.of(name(port)),
                List.of(origin(port)));
    }

    RouteConfig routeConfig(InboundPort port) {
        var host = new VirtualHost(
                "inbound|http|" + port.servicePort(),
                List.of("*"),
                List.of(DefaultRoutes.to(name(port), origin(port))),
                List.of());
        return new RouteConfig(name(port), port.servicePort(), List.of(host));
    }

    Cluster cluster(InboundPort port) {
        var node = view.node();
        var service = view.mesh().services().selecting(node.namespace(), node.labels(), port.servicePort());
        var application = applications.of(port);
        var self = Workload.ref(node.name(), node.namespace(), node.labels());
        return new Cluster(
                name(port),
                service == null ? new ServiceRef(UNKNOWN, UNKNOWN, node.namespace()) : service.ref(),
                port.servicePort(),
                null,
                LoadBalancing.LEAST_REQUEST,
                Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS,
                Cluster.DEFAULT_IDLE_TIMEOUT_MILLIS,
                List.of(new Endpoint(application.address(), application.port(), 1, false, self)),
                null);
    }

    /// `inbound|8000||`: cluster and route configuration alike.
    private static String name(InboundPort port) {
        return "inbound|" + port.servicePort() + "||";
    }

    private Origin origin(InboundPort port) {
        ProxyNode node = view.node();
        var service = view.mesh().services().selecting(node.namespace(), node.labels(), port.servicePort());
        return service == null
                ? new Origin("Workload", node.namespace(), node.name(), -1, -1, null, 0)
                : service.origin();
    }
}

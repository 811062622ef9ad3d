package dev.lateen.compiler;

import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.List;

/// Routes that no VirtualService asks for.
final class DefaultRoutes {

    private static final int UNKNOWN_HOST_STATUS = 502;

    private DefaultRoutes() {}

    /// To the service itself: route name `default`, no timeout.
    static Route to(String cluster, Origin origin) {
        var destination = new RouteAction.Destination(cluster, 100, null, HeaderEdits.NONE, HeaderEdits.NONE);
        var forward = new RouteAction.Forward(List.of(destination), null, null, 0, HeaderEdits.NONE, HeaderEdits.NONE);
        return new Route("default", RouteMatch.ANY, forward, origin);
    }

    /// What a sidecar says to a host that the mesh does not know.
    static VirtualHost blockAll(int port, SidecarScope scope) {
        var refuse = new RouteAction.Refuse(
                UNKNOWN_HOST_STATUS,
                "direct_response",
                "no Service, ServiceEntry or VirtualService that this workload may use has this host on port " + port);
        var resource = scope.resource();
        var origin = resource == null
                ? new Origin("Mesh", "", "outboundTrafficPolicy", -1, -1, null, 0)
                : Origins.of(resource, "spec.outboundTrafficPolicy");
        var route = new Route("block_all", RouteMatch.ANY, refuse, origin);
        return new VirtualHost("block_all", List.of("*"), List.of(route), List.of());
    }

    static VirtualHost httpsRedirect(String name, String domain, ServerRef server) {
        var refuse = ActionCompiler.refuse(server.gateway(), server.path() + ".tls.httpsRedirect");
        var route = new Route("", RouteMatch.ANY, refuse, server.origin());
        return new VirtualHost(name, List.of(domain), List.of(route), List.of());
    }
}

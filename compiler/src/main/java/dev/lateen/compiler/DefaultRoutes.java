package dev.lateen.compiler;

import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.List;

/// Routes that no VirtualService asks for.
final class DefaultRoutes {

    private static final int UNKNOWN_HOST_STATUS = 502;
    private static final int HTTPS_REDIRECT_STATUS = 301;
    private static final String PASSTHROUGH = "PassthroughCluster";
    private static final String UNKNOWN = "unknown";
    /// Anybody's hosts, as many as the application likes: their connections are not kept for long.
    private static final long PASSTHROUGH_IDLE_TIMEOUT_MILLIS = 60_000;

    private static final RouteMatch PLAIN =
            new RouteMatch(null, false, new StringMatch.Exact("http"), null, null, List.of(), List.of());

    private DefaultRoutes() {}

    /// To the service itself: route name `default`, no timeout.
    static Route to(String cluster, Origin origin) {
        return new Route("default", RouteMatch.ANY, forward(cluster), origin);
    }

    /// To the application behind a sidecar.
    static Route inbound(String cluster, Origin origin) {
        return new Route("default", RouteMatch.ANY, forward(cluster).withRetries(RetryPolicy.INBOUND), origin);
    }

    private static RouteAction.Forward forward(String cluster) {
        var destination = new RouteAction.Destination(cluster, 100, null, HeaderEdits.NONE, HeaderEdits.NONE);
        return new RouteAction.Forward(List.of(destination), null, null, 0, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    /// What a sidecar does with a host that the mesh does not know, in a mesh that lets its workloads out (ALLOW_ANY).
    static VirtualHost allowAny() {
        var origin = new Origin("Mesh", "", "outboundTrafficPolicy", -1, -1, null, 0);
        var route = new Route("allow_any", RouteMatch.ANY, forward(PASSTHROUGH), origin);
        return new VirtualHost("allow_any", List.of("*"), List.of(route), List.of());
    }

    /// To wherever the client wants to go; every sidecar has it.
    static Cluster passthrough() {
        return new Cluster(
                PASSTHROUGH,
                new ServiceRef(UNKNOWN, PASSTHROUGH, UNKNOWN),
                0,
                null,
                LoadBalancing.LEAST_REQUEST,
                Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS,
                PASSTHROUGH_IDLE_TIMEOUT_MILLIS,
                0,
                Discovery.ORIGINAL_DESTINATION,
                List.of(),
                null,
                null,
                null,
                null);
    }

    /// What a sidecar says to a host that the mesh does not know, in one that keeps them in (REGISTRY_ONLY).
    static VirtualHost blockAll(int port, SidecarScope scope) {
        var refuse = new RouteAction.Refuse(
                UNKNOWN_HOST_STATUS,
                "direct_response",
                "no Service, ServiceEntry or VirtualService that this workload may use has this host"
                        + (port == RouteConfig.ANY_PORT ? ", or anything on this port" : " on port " + port));
        var resource = scope.resource();
        var origin = resource == null
                ? new Origin("Mesh", "", "outboundTrafficPolicy", -1, -1, null, 0)
                : Origins.of(resource, "spec.outboundTrafficPolicy");
        var route = new Route("block_all", RouteMatch.ANY, refuse, origin);
        return new VirtualHost("block_all", List.of("*"), List.of(route), List.of());
    }

    /// Whatever is asked for without TLS, by the same URL with `https`. The port that the client named stays, as in
    /// Envoy. A request that came to a trusted proxy over TLS is not redirected.
    static Route httpsRedirect(ServerRef server) {
        var redirect = new RouteAction.Redirect(HTTPS_REDIRECT_STATUS, "https", null, 0, null, HeaderEdits.NONE);
        return new Route("", PLAIN, redirect, server.origin());
    }
}

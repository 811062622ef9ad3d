package dev.lateen.proxy;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.RetryBudget;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.WorkloadRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Small snapshots for tests: one listener `test` on a free port, one virtual host `*`.
public final class Snapshots {

    public static final String LISTENER = "test";

    /// Longer than a busy machine holds up a connect, or a handshake that is part of it.
    private static final long CONNECT_TIMEOUT_MILLIS = 30_000;

    private Snapshots() {}

    public static Cluster cluster(String name, int... ports) {
        var endpoints = Arrays.stream(ports).mapToObj(Snapshots::endpoint).toList();
        return cluster(name, Cluster.LoadBalancing.ROUND_ROBIN, endpoints);
    }

    public static Cluster cluster(String name, Cluster.LoadBalancing policy, List<Endpoint> endpoints) {
        var service = new Cluster.ServiceRef(name + ".default.svc.cluster.local", name, "default");
        return new Cluster(name, service, 8000, null, policy, CONNECT_TIMEOUT_MILLIS, 60_000, endpoints, null);
    }

    /// With a limit on the requests of a connection and a time for which an idle one is kept.
    public static Cluster reused(int port, int maxRequests, long idleTimeoutMillis) {
        var plain = cluster("a", port);
        return new Cluster(
                "a",
                plain.service(),
                plain.port(),
                null,
                plain.loadBalancing(),
                plain.connectTimeoutMillis(),
                idleTimeoutMillis,
                maxRequests,
                plain.discovery(),
                plain.endpoints(),
                null,
                null,
                null,
                null);
    }

    public static Cluster withConnectTimeout(Cluster plain, long millis) {
        return new Cluster(
                plain.name(),
                plain.service(),
                plain.port(),
                null,
                plain.loadBalancing(),
                millis,
                plain.idleTimeoutMillis(),
                plain.endpoints(),
                null);
    }

    public static Cluster withBudget(Cluster plain, @Nullable RetryBudget budget) {
        return new Cluster(
                plain.name(),
                plain.service(),
                plain.port(),
                plain.subset(),
                plain.loadBalancing(),
                plain.connectTimeoutMillis(),
                plain.idleTimeoutMillis(),
                plain.maxRequestsPerConnection(),
                plain.discovery(),
                plain.endpoints(),
                plain.tls(),
                plain.tcp(),
                budget,
                plain.origin());
    }

    /// Endpoints are names at this port; with discovery by original destination there are none.
    public static Cluster named(Cluster.Discovery discovery, long connectTimeoutMillis, int port, String... names) {
        var endpoints = Arrays.stream(names)
                .map(name -> new Endpoint(name, port, 1, false, WorkloadRef.UNKNOWN))
                .toList();
        var service = new Cluster.ServiceRef("a.example.com", "a", "default");
        return new Cluster(
                "a",
                service,
                8000,
                null,
                Cluster.LoadBalancing.ROUND_ROBIN,
                connectTimeoutMillis,
                60_000,
                0,
                discovery,
                endpoints,
                null,
                null,
                null,
                null);
    }

    public static Endpoint endpoint(int port) {
        return new Endpoint("127.0.0.1", port, 1, false, WorkloadRef.UNKNOWN);
    }

    public static Origin origin(int rule) {
        return new Origin("VirtualService", "default", "test", rule, -1, "test.yaml", 1);
    }

    public static RouteAction.Destination to(String cluster, int weight) {
        return new RouteAction.Destination(cluster, weight, null, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    public static RouteAction.Forward forward(RouteAction.Destination... destinations) {
        return new RouteAction.Forward(List.of(destinations), null, null, 0, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    public static RouteAction.Forward withTimeout(RouteAction.Forward forward, long millis) {
        return new RouteAction.Forward(
                forward.destinations(),
                forward.rewrite(),
                forward.authority(),
                millis,
                forward.retries(),
                forward.request(),
                forward.response(),
                forward.mirrors(),
                forward.weights());
    }

    public static Route route(int rule, @Nullable String prefix, RouteAction action) {
        var match = prefix == null
                ? RouteMatch.ANY
                : new RouteMatch(new StringMatch.Prefix(prefix), false, null, null, null, List.of(), List.of());
        return new Route("route-" + rule, match, action, origin(rule));
    }

    public static Snapshot of(Listener.Kind kind, List<Route> routes, Cluster... clusters) {
        var host = new VirtualHost("*:80", List.of("*"), routes, List.of());
        var config = new RouteConfig("routes", 80, List.of(host));
        var listener = new Listener(LISTENER, null, 0, kind, List.of("routes"), List.of());
        return new Snapshot(List.of(listener), List.of(config), List.of(clusters));
    }

    /// Everything to one cluster.
    public static Snapshot toPorts(int... ports) {
        return of(Listener.Kind.GATEWAY, List.of(route(0, null, forward(to("a", 1)))), cluster("a", ports));
    }

    /// The same with one more listener, on this port.
    public static Snapshot plusListener(Snapshot snapshot, String name, int port) {
        var listeners = new ArrayList<>(snapshot.listeners());
        listeners.add(new Listener(name, null, port, Listener.Kind.GATEWAY, List.of("routes"), List.of()));
        return new Snapshot(listeners, snapshot.routeConfigs(), snapshot.clusters());
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.RouteDestination;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.TcpRoute;
import java.util.ArrayList;
import java.util.List;

/// Where one `tcp` or `tls` rule sends connections.
final class TcpRouteCompiler {

    /// Istio's cluster for what is to be closed; no snapshot has it.
    private static final String BLACK_HOLE = "BlackHoleCluster";

    private final ProxyView view;

    TcpRouteCompiler(ProxyView view) {
        this.view = view;
    }

    static TcpRoute nowhere(Origin origin) {
        return new TcpRoute("default", List.of(new TcpRoute.Destination(BLACK_HOLE, 0)), origin);
    }

    /// A rule in one scope.
    ///
    /// @param path of the rule, `spec.tcp[0]`
    record Rule(Resource<VirtualService> owner, RouteScope scope, String path, List<RouteDestination> route) {}

    /// @param origin the rule, or the match of it that holds
    TcpRoute compile(Rule rule, Origin origin) {
        var clusters = new DestinationCompiler(view, rule.owner(), rule.scope());
        var destinations = new ArrayList<TcpRoute.Destination>();
        for (int i = 0; i < rule.route().size(); i++) {
            var weighted = rule.route().get(i);
            var key = clusters.cluster(weighted.destination(), rule.path() + ".route[" + i + "].destination");
            var weight = weighted.weight();
            destinations.add(new TcpRoute.Destination(key.clusterName(), weight == null ? 0 : weight));
        }
        boolean none =
                destinations.size() != 1 && destinations.stream().allMatch(destination -> destination.weight() == 0);
        var key = rule.owner().key();
        return new TcpRoute(
                key.name() + "." + key.namespace(),
                none ? List.of(new TcpRoute.Destination(BLACK_HOLE, 0)) : destinations,
                origin);
    }
}

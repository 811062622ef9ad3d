package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.Split;
import dev.lateen.snapshot.TcpRoute;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a filter chain's connections go, with everything resolved. Immutable but for the shared cursor.
public final class TcpPlan {

    /// One share of the connections.
    ///
    /// @param cluster null when the snapshot has no such cluster
    record Destination(String clusterName, @Nullable ClusterState cluster) {}

    private final TcpRoute route;
    private final Destination[] destinations;
    private final @Nullable Split split;

    TcpPlan(TcpRoute route, Map<String, ClusterState> clusters, @Nullable Split split) {
        this.route = route;
        this.split = split;
        this.destinations = route.destinations().stream()
                .map(destination -> new Destination(destination.cluster(), clusters.get(destination.cluster())))
                .toArray(Destination[]::new);
    }

    String routeName() {
        return route.name();
    }

    /// The next destination in turn: one per connection, whatever happens to it.
    Destination pick() {
        return destinations[split == null ? 0 : split.next()];
    }
}

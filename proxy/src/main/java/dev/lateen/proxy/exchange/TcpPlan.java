package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.Split;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.snapshot.TcpRoute;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a filter chain's connections go, with everything resolved. Immutable but for the shared cursor.
public final class TcpPlan {

    /// One share of the connections.
    ///
    /// @param cluster null when the snapshot has no such cluster
    /// @param tls null for plain text
    record Destination(
            @Nullable ClusterState cluster, @Nullable TlsTarget tls) {}

    private final TcpRoute route;
    private final Destination[] destinations;
    private final @Nullable Split split;

    TcpPlan(TcpRoute route, RuntimeSnapshot.Living living, @Nullable Split split) {
        this.route = route;
        this.split = split;
        this.destinations = route.destinations().stream()
                .map(destination -> destination(living, destination.cluster()))
                .toArray(Destination[]::new);
    }

    /// Nobody says a name here: the service's own is asked for.
    private static Destination destination(RuntimeSnapshot.Living living, String name) {
        var state = living.clusters().get(name);
        var tls = state == null ? null : state.cluster().tls();
        if (state == null || tls == null) {
            return new Destination(state, null);
        }
        var context = living.tls().client(tls);
        var asked = context.sni() == null ? state.cluster().service().host() : context.sni();
        return new Destination(state, new TlsTarget(context, asked));
    }

    String routeName() {
        return route.name();
    }

    /// The next destination in turn: one per connection, whatever happens to it.
    Destination pick() {
        return destinations[split == null ? 0 : split.next()];
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.cluster.Split;
import dev.lateen.proxy.exchange.RuntimeSnapshot.ListenerRoutes;
import dev.lateen.proxy.tls.Handshakes;
import dev.lateen.proxy.tls.ServerContext;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.route.ChainIndex;
import dev.lateen.snapshot.route.RouteTable;
import dev.lateen.snapshot.route.SplitSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filter chains of one listener of one snapshot with what they name, chosen by the names that clients ask for.
/// Immutable.
public final class FilterChains {

    /// Exactly one of `routes` and `tcp` is there.
    ///
    /// @param routes what its requests are decided by
    /// @param tcp where its bytes go
    /// @param tls null leaves the bytes as they are
    public record Chain(
            FilterChain source,
            @Nullable ListenerRoutes routes,
            @Nullable TcpPlan tcp,
            @Nullable Termination tls) {}

    /// How a chain ends TLS.
    public record Termination(ServerContext context, Handshakes handshakes) {}

    /// What a snapshot has that chains name.
    record Parts(Map<String, RouteTable> tables, RuntimeSnapshot.Living living) {}

    private final ChainIndex<Chain> index;

    private FilterChains(ChainIndex<Chain> index) {
        this.index = index;
    }

    /// @throws SnapshotRejected naming the chain that contradicts itself or another
    static FilterChains of(Listener listener, Parts parts) throws SnapshotRejected {
        var chains = new ArrayList<Chain>();
        for (var source : listener.chains()) {
            try {
                chains.add(chain(listener, source, parts));
            } catch (IllegalArgumentException e) {
                throw rejected(listener, "filter chain " + source.name() + ": " + e.getMessage(), e);
            }
        }
        try {
            return new FilterChains(ChainIndex.of(chains, Chain::source));
        } catch (IllegalArgumentException e) {
            throw rejected(listener, e.getMessage(), e);
        }
    }

    private static SnapshotRejected rejected(Listener listener, @Nullable String fault, IllegalArgumentException e) {
        return new SnapshotRejected("listener " + listener.name() + ": " + fault, e);
    }

    /// As [ChainIndex#needsServerName].
    public boolean needsServerName() {
        return index.needsServerName();
    }

    /// As [ChainIndex#choose].
    public @Nullable Chain choose(@Nullable String serverName) {
        return index.choose(serverName);
    }

    /// @return null when there is no such chain
    public @Nullable Chain named(String name) {
        return index.named(name);
    }

    private static Chain chain(Listener listener, FilterChain source, Parts parts) throws SnapshotRejected {
        var tcp = source.tcp();
        var routeConfig = source.routeConfig();
        var tls = source.tls();
        var termination = tls == null
                ? null
                : new Termination(
                        parts.living().tls().server(tls), parts.living().tls().handshakes(listener.name()));
        if ((tcp == null) == (routeConfig == null)) {
            throw new IllegalArgumentException("expected: either a route configuration or a TCP route");
        }
        if (tcp != null) {
            var plan = new TcpPlan(tcp, parts.living(), split(listener, source, tcp, parts));
            return new Chain(source, null, plan, termination);
        }
        var table = parts.tables().get(routeConfig);
        if (table == null) {
            throw new IllegalArgumentException("route configuration " + routeConfig + " is not in the snapshot");
        }
        return new Chain(source, new ListenerRoutes(listener, List.of(table)), null, termination);
    }

    private static @Nullable Split split(Listener listener, FilterChain source, TcpRoute route, Parts parts) {
        if (route.destinations().isEmpty()) {
            throw new IllegalArgumentException("no destination (expected: at least one)");
        }
        if (route.destinations().size() == 1) {
            return null;
        }
        int[] weights = route.destinations().stream()
                .mapToInt(TcpRoute.Destination::weight)
                .toArray();
        return new Split(SplitSchedule.of(weights), parts.living().cursors().of(listener, source, route));
    }
}

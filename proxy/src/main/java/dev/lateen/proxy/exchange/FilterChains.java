package dev.lateen.proxy.exchange;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.cluster.Split;
import dev.lateen.proxy.exchange.RuntimeSnapshot.ListenerRoutes;
import dev.lateen.proxy.tls.Handshakes;
import dev.lateen.proxy.tls.ServerContext;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.route.RouteTable;
import dev.lateen.snapshot.route.SplitSchedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filter chains of one listener of one snapshot, by the names that clients ask for: an exact name before the
/// longest wildcard, that before the chain without names. Immutable.
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

    private final Map<String, Chain> byName = new HashMap<>();
    private final Map<String, Chain> byServerName = new HashMap<>();
    private @Nullable Chain other;

    private FilterChains() {}

    /// @throws SnapshotRejected naming the chain that contradicts itself or another
    static FilterChains of(Listener listener, Parts parts) throws SnapshotRejected {
        var chains = new FilterChains();
        for (var source : listener.chains()) {
            try {
                chains.add(chain(listener, source, parts));
            } catch (IllegalArgumentException e) {
                throw new SnapshotRejected(
                        "listener " + listener.name() + ": filter chain " + source.name() + ": " + e.getMessage(), e);
            }
        }
        return chains;
    }

    /// Whether a choice needs to know what the client asks for: else it can be made before the first byte, as a
    /// protocol needs whose server speaks first.
    public boolean needsServerName() {
        return !byServerName.isEmpty();
    }

    /// @param serverName in lower case; null when none is asked for
    /// @return null when no chain wants the connection
    public @Nullable Chain choose(@Nullable String serverName) {
        if (serverName == null) {
            return other;
        }
        var exact = byServerName.get(serverName);
        for (int dot = serverName.indexOf('.'); exact == null && dot >= 0; dot = serverName.indexOf('.', dot + 1)) {
            exact = byServerName.get("*" + serverName.substring(dot));
        }
        return exact != null ? exact : other;
    }

    /// @return null when there is no such chain
    public @Nullable Chain named(String name) {
        return byName.get(name);
    }

    private void add(Chain chain) {
        var source = chain.source();
        if (byName.put(source.name(), chain) != null) {
            throw new IllegalArgumentException("occurs twice (expected: unique names)");
        }
        for (var serverName : source.serverNames()) {
            var same = byServerName.put(serverName, chain);
            if (same != null) {
                throw new IllegalArgumentException("server name " + serverName + " is already that of "
                        + same.source().name());
            }
        }
        if (source.serverNames().isEmpty()) {
            if (other != null) {
                throw new IllegalArgumentException(
                        "no server names, like " + other.source().name() + " (expected: one such chain at most)");
            }
            other = chain;
        }
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

package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.route.CompiledRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One cursor for each weighted route, shared by all event loops and continued across snapshots that leave the route's
/// identity, destinations and weights alone: any run of whole schedules splits exactly. Not padded, as counters of all
/// requests are: thousands of routes would each take several cache lines.
public final class SplitCursors {

    /// Whose cursor it is: enough to tell from a snapshot whether the route is still there.
    private record Owner(String routeConfig, String virtualHost, String origin, List<Share> shares) {

        static Owner of(String routeConfig, String virtualHost, Route route) {
            var shares = route.action() instanceof RouteAction.Forward forward
                    ? forward.destinations().stream()
                            .map(destination -> new Share(destination.cluster(), destination.weight()))
                            .toList()
                    : List.<Share>of();
            return new Owner(routeConfig, virtualHost, rule(route.origin()), shares);
        }

        static Owner of(Listener listener, FilterChain chain, TcpRoute route) {
            var shares = route.destinations().stream()
                    .map(destination -> new Share(destination.cluster(), destination.weight()))
                    .toList();
            return new Owner(listener.name(), chain.name(), rule(route.origin()), shares);
        }

        private static String rule(Origin origin) {
            return origin.kind() + "/" + origin.namespace() + "/" + origin.name() + "/" + origin.rule();
        }
    }

    private record Share(String cluster, int weight) {}

    private record Cursor(Owner owner, AtomicLong counter) {}

    private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();

    /// The cursor of a route; the same one for equal [CompiledRoute#key].
    public AtomicLong of(String routeConfig, CompiledRoute route) {
        var owner = Owner.of(routeConfig, route.virtualHost().name(), route.route());
        return cursors.computeIfAbsent(route.key(), _ -> new Cursor(owner, new AtomicLong()))
                .counter();
    }

    /// The cursor of a chain's route, continued as long as listener, chain, rule, destinations and weights stay.
    public AtomicLong of(Listener listener, FilterChain chain, TcpRoute route) {
        var owner = Owner.of(listener, chain, route);
        return cursors.computeIfAbsent(owner.toString(), _ -> new Cursor(owner, new AtomicLong()))
                .counter();
    }

    /// Forgets the cursors of rules that the snapshot no longer has.
    public void retain(Snapshot snapshot) {
        if (cursors.isEmpty()) {
            return;
        }
        var owners = new HashSet<Owner>();
        for (var listener : snapshot.listeners()) {
            for (var chain : listener.chains()) {
                if (chain.tcp() != null) {
                    owners.add(Owner.of(listener, chain, chain.tcp()));
                }
            }
        }
        for (var config : snapshot.routeConfigs()) {
            for (var host : config.virtualHosts()) {
                for (var route : host.routes()) {
                    if (route.action() instanceof RouteAction.Forward forward
                            && forward.destinations().size() > 1) {
                        owners.add(Owner.of(config.name(), host.name(), route));
                    }
                }
            }
        }
        cursors.values().removeIf(cursor -> !owners.contains(cursor.owner()));
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.TlsSettings;
import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.SplitCursors;
import dev.lateen.proxy.loop.LoopsFirst;
import dev.lateen.proxy.tls.ClientContext;
import dev.lateen.proxy.tls.TlsRegistry;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.RouteTable;
import dev.lateen.snapshot.route.UnloadedHosts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A snapshot ready to run: route tables compiled, clusters joined with their live state. An exchange keeps the one it
/// began with. Immutable; plans are filled in as routes are used.
public final class RuntimeSnapshot {

    private final Snapshot source;
    private final Map<String, RouteTable> tables;
    private final Map<BindKey, ListenerRoutes> listeners;
    private final Living living;
    private final Map<String, ClientContext> clients;
    /// By the numbers of a table's routes.
    private final Map<RouteTable, AtomicReferenceArray<PlannedRoute>> plans;
    private final RoutePlan.Parts parts;
    private final Map<CompiledRoute, AnswerPlan> answers = new ConcurrentHashMap<>();
    private final Map<CompiledRoute, CorsPlan> cors = new ConcurrentHashMap<>();
    private final Set<CompiledRoute> called = ConcurrentHashMap.newKeySet();

    private RuntimeSnapshot(
            Snapshot source, Map<String, RouteTable> tables, Map<BindKey, ListenerRoutes> listeners, Living living) {
        this.source = source;
        this.tables = Map.copyOf(tables);
        this.plans = tables.values().stream()
                .collect(Collectors.toMap(table -> table, table -> new AtomicReferenceArray<>(table.size())));
        this.listeners = Map.copyOf(listeners);
        this.living = living;
        this.parts = new RoutePlan.Parts(living.clusters());
        this.clients = clients(source, living.tls());
    }

    /// What outlives snapshots, prepared for this one.
    public record Living(
            Map<String, ClusterState> clusters, SplitCursors cursors, TlsRegistry tls, UnloadedHosts unloaded) {}

    /// The one that comes after. What has stayed the same object is not compiled again.
    ///
    /// @throws SnapshotRejected naming what contradicts what
    public RuntimeSnapshot next(Snapshot source, String defaultBind, Living living) throws SnapshotRejected {
        var tables = new HashMap<String, RouteTable>();
        for (var config : source.routeConfigs()) {
            LoopsFirst.giveWay();
            if (tables.put(config.name(), table(config, living.unloaded())) != null) {
                throw new SnapshotRejected(
                        "route configuration " + config.name() + " occurs twice (expected: unique names)");
            }
        }
        for (var cluster : source.clusters()) {
            UnsafeText.refuse(cluster);
        }
        LoopsFirst.giveWay();
        var parts = new FilterChains.Parts(tables, living);
        var names = new HashMap<String, Listener>();
        var listeners = new HashMap<BindKey, ListenerRoutes>();
        for (var listener : source.listeners()) {
            if (names.put(listener.name(), listener) != null) {
                throw new SnapshotRejected("listener " + listener.name() + " occurs twice (expected: unique names)");
            }
            var key = BindKey.of(listener, defaultBind);
            var routes = listener.chains().isEmpty()
                    ? new ListenerRoutes(listener, tables(listener, tables))
                    : new ListenerRoutes(listener, FilterChains.of(listener, parts));
            var other = listeners.put(key, routes);
            if (other != null) {
                throw new SnapshotRejected("listener " + listener.name() + ": " + key + " is already that of listener "
                        + other.listener().name());
            }
        }
        return new RuntimeSnapshot(source, tables, listeners, living);
    }

    private RouteTable table(RouteConfig config, UnloadedHosts unloaded) throws SnapshotRejected {
        var before = tables.get(config.name());
        if (before != null && before.config() == config) {
            return before.with(unloaded);
        }
        UnsafeText.refuse(config);
        try {
            return RouteTable.of(config, unloaded);
        } catch (IllegalArgumentException e) {
            throw new SnapshotRejected("route configuration " + config.name() + ": " + e.getMessage(), e);
        }
    }

    public static RuntimeSnapshot empty() {
        var nothing =
                new Living(Map.of(), new SplitCursors(), new TlsRegistry(TlsSettings.DEFAULT), UnloadedHosts.NONE);
        return new RuntimeSnapshot(Snapshot.EMPTY, Map.of(), Map.of(), nothing);
    }

    public Snapshot source() {
        return source;
    }

    public UnloadedHosts unloaded() {
        return living.unloaded();
    }

    public Map<BindKey, ListenerRoutes> listeners() {
        return listeners;
    }

    PlannedRoute plan(RouteTable table, CompiledRoute route, RouteAction.Forward forward) {
        var made = Objects.requireNonNull(plans.get(table));
        var plan = made.get(route.number());
        if (plan != null) {
            return plan;
        }
        var turns = route.schedule() == null
                ? null
                : living.cursors().of(table.config().name(), route);
        var created = new PlannedRoute(RoutePlan.of(route, forward, parts), turns);
        var other = made.compareAndExchange(route.number(), null, created);
        return other == null ? created : other;
    }

    AnswerPlan answer(CompiledRoute route, Supplier<AnswerPlan> made) {
        var answer = answers.get(route);
        return answer == null ? answers.computeIfAbsent(route, _ -> made.get()) : answer;
    }

    CorsPlan cors(CompiledRoute route, Cors policy) {
        var plan = cors.get(route);
        return plan == null ? cors.computeIfAbsent(route, _ -> CorsPlan.of(policy)) : plan;
    }

    /// A request has taken the route.
    void called(CompiledRoute route) {
        if (source.onDemand() != null && !called.contains(route)) {
            called.add(route);
        }
    }

    /// The domains of routes that were taken since this was last asked. Those of a snapshot without hosts on demand are
    /// not noted.
    public Set<String> calledDomains() {
        var domains = new HashSet<String>();
        for (var routes = called.iterator(); routes.hasNext(); routes.remove()) {
            domains.addAll(routes.next().virtualHost().domains());
        }
        return domains;
    }

    /// How a cluster is spoken to over TLS; null for plain text.
    @Nullable
    ClientContext client(Cluster cluster) {
        return cluster.tls() == null ? null : clients.get(cluster.name());
    }

    private static Map<String, ClientContext> clients(Snapshot source, TlsRegistry tls) {
        var clients = new HashMap<String, ClientContext>();
        for (var cluster : source.clusters()) {
            if (cluster.tls() != null) {
                clients.put(cluster.name(), tls.client(cluster.tls()));
            }
        }
        return Map.copyOf(clients);
    }

    private static List<RouteTable> tables(Listener listener, Map<String, RouteTable> tables) throws SnapshotRejected {
        var found = new ArrayList<RouteTable>();
        for (var name : listener.routeConfigs()) {
            var table = tables.get(name);
            if (table == null) {
                throw new SnapshotRejected(
                        "listener " + listener.name() + ": route configuration " + name + " is not in the snapshot");
            }
            found.add(table);
        }
        if (listener.kind() != Listener.Kind.OUTBOUND && found.size() != 1) {
            throw new SnapshotRejected("listener " + listener.name() + ": " + found.size()
                    + " route configurations (expected: exactly one for " + listener.kind() + ")");
        }
        return found;
    }

    /// The routes of a listener: one table, or one for each port of an authority; or filter chains, each with its own.
    public static final class ListenerRoutes {

        private final Listener listener;
        private final Map<Integer, RouteTable> byPort = new HashMap<>();
        private final @Nullable RouteTable only;
        private final @Nullable FilterChains chains;

        private ListenerRoutes(Listener listener, FilterChains chains) {
            this.listener = listener;
            this.only = null;
            this.chains = chains;
        }

        ListenerRoutes(Listener listener, List<RouteTable> tables) throws SnapshotRejected {
            this.listener = listener;
            this.only = tables.size() == 1 ? tables.getFirst() : null;
            this.chains = null;
            for (var table : tables) {
                if (byPort.put(table.config().port(), table) != null) {
                    throw new SnapshotRejected("listener " + listener.name() + ": two route configurations for port "
                            + table.config().port());
                }
            }
        }

        public Listener listener() {
            return listener;
        }

        /// Null unless each connection gets one of several.
        public @Nullable FilterChains chains() {
            return chains;
        }

        /// @param port of the authority
        @Nullable
        RouteTable table(int port) {
            if (only != null) {
                return only;
            }
            var own = byPort.get(port);
            return own != null ? own : byPort.get(RouteConfig.ANY_PORT);
        }
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.PathRewriter;
import dev.lateen.snapshot.route.SplitSchedule;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What forwarding routes of one snapshot do, with everything an exchange needs, resolved: clusters, edits as bytes.
/// Routes that do the same have one in common; each has turns of its own ([PlannedRoute]). Immutable.
final class RoutePlan {

    /// One share of a route's traffic.
    ///
    /// @param cluster null when the snapshot has no such cluster
    /// @param key by which endpoints are chosen; null by load
    record Destination(
            String clusterName,
            @Nullable ClusterState cluster,
            @Nullable RequestKey key,
            int weight,
            byte @Nullable [] authority,
            CompiledEdits request,
            CompiledEdits response) {

        /// Index of the endpoint that a request goes to for the first time, -1 when there is none.
        int pick(Exchange exchange, EndpointSet endpoints) {
            return key == null ? endpoints.pick(exchange.worker.context().random()) : key.pick(exchange, endpoints);
        }
    }

    /// Where copies go.
    ///
    /// @param cluster null when the snapshot has no such cluster
    record Mirror(@Nullable ClusterState cluster, int millionths) {}

    final Destination[] destinations;
    final CompiledEdits request;
    final CompiledEdits response;
    final byte @Nullable [] authority;
    final @Nullable PathRewriter rewriter;
    final long timeoutMillis;
    final Mirror[] mirrors;
    final RetryRules retries;
    /// Of each attempt.
    final @Nullable Fault fault;
    private final @Nullable WeightedChoice choice;

    /// What makes plans equal.
    ///
    /// @param fault of each attempt
    record Work(RouteAction.Forward forward, @Nullable Fault fault) {

        /// Of what tells actions apart as a rule. A record's own is bytecode that each process makes anew, one for each
        /// record within: the first request of a process would wait for it.
        @Override
        public int hashCode() {
            int hash = Objects.hashCode(forward.authority());
            var rewrite = forward.rewrite();
            hash = 31 * hash + (rewrite == null ? 0 : rewrite.replacement().hashCode());
            hash = 31 * hash + Long.hashCode(forward.timeoutMillis());
            for (var destination : forward.destinations()) {
                hash = 31 * (31 * hash + destination.cluster().hashCode()) + destination.weight();
            }
            return hash;
        }
    }

    /// What plans are made from, and those that there are.
    ///
    /// @param retries rules that plans have in common, by policy
    record Parts(Map<String, ClusterState> clusters, Map<RetryPolicy, RetryRules> retries, Map<Work, RoutePlan> plans) {

        Parts(Map<String, ClusterState> clusters) {
            this(clusters, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    static RoutePlan of(CompiledRoute route, RouteAction.Forward forward, Parts parts) {
        var injected = route.route().fault();
        var work = new Work(forward, injected == null || injected.wholeRequest() ? null : injected);
        return parts.plans().computeIfAbsent(work, _ -> new RoutePlan(work, parts, route.schedule()));
    }

    private RoutePlan(Work work, Parts parts, @Nullable SplitSchedule schedule) {
        var clusters = parts.clusters();
        var forward = work.forward();
        this.fault = work.fault();
        this.choice = schedule == null ? null : WeightedChoice.of(forward, clusters, schedule);
        this.mirrors = forward.mirrors().stream()
                .map(mirror -> new Mirror(clusters.get(mirror.cluster()), mirror.millionths()))
                .toArray(Mirror[]::new);
        this.request = CompiledEdits.of(forward.request());
        this.response = CompiledEdits.of(forward.response());
        this.authority = bytes(forward.authority());
        this.rewriter = forward.rewrite() == null ? null : PathRewriter.of(forward.rewrite());
        this.timeoutMillis = forward.timeoutMillis();
        this.retries = parts.retries().computeIfAbsent(forward.retryPolicy(), RetryRules::new);
        this.destinations = forward.destinations().stream()
                .map(destination -> destination(destination, clusters.get(destination.cluster())))
                .toArray(Destination[]::new);
    }

    private static Destination destination(RouteAction.Destination given, @Nullable ClusterState cluster) {
        return new Destination(
                given.cluster(),
                cluster,
                cluster == null
                        ? null
                        : RequestKey.of(cluster.cluster().policy().hash()),
                given.weight(),
                bytes(given.authority()),
                CompiledEdits.of(given.request()),
                CompiledEdits.of(given.response()));
    }

    /// The destination of a request.
    ///
    /// @param turns of the route; null when there is no choice
    Destination pick(Exchange exchange, @Nullable AtomicLong turns) {
        return destinations[choice == null || turns == null ? 0 : choice.pick(exchange, turns)];
    }

    /// The destination with the largest weight besides this one that has an endpoint; null when there is none. One of
    /// weight 0 gets nothing.
    @Nullable
    Destination heaviestOther(Destination failed) {
        Destination heaviest = null;
        for (var each : destinations) {
            var cluster = each.cluster();
            boolean usable = each != failed
                    && each.weight() > 0
                    && cluster != null
                    && cluster.endpoints().usable() > 0;
            if (usable && (heaviest == null || each.weight() > heaviest.weight())) {
                heaviest = each;
            }
        }
        return heaviest;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : Bytes.of(text);
    }
}

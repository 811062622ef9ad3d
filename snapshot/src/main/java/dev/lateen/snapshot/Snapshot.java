package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one proxy runs on: complete and consistent, applied whole or not at all.
///
/// @param onDemand null for a proxy that has all it may use
public record Snapshot(
        List<Listener> listeners,
        List<RouteConfig> routeConfigs,
        List<Cluster> clusters,
        @Nullable OnDemand onDemand) {

    public static final Snapshot EMPTY = new Snapshot(List.of(), List.of(), List.of());

    public Snapshot {
        listeners = List.copyOf(listeners);
        routeConfigs = List.copyOf(routeConfigs);
        clusters = List.copyOf(clusters);
    }

    /// Of a proxy that has all it may use.
    public Snapshot(List<Listener> listeners, List<RouteConfig> routeConfigs, List<Cluster> clusters) {
        this(listeners, routeConfigs, clusters, null);
    }
}

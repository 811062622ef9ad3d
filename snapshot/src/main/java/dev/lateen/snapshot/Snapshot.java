package dev.lateen.snapshot;

import java.util.List;

/// Everything that one proxy runs on: complete and consistent, applied whole or not at all.
public record Snapshot(List<Listener> listeners, List<RouteConfig> routeConfigs, List<Cluster> clusters) {

    public static final Snapshot EMPTY = new Snapshot(List.of(), List.of(), List.of());

    public Snapshot {
        listeners = List.copyOf(listeners);
        routeConfigs = List.copyOf(routeConfigs);
        clusters = List.copyOf(clusters);
    }
}

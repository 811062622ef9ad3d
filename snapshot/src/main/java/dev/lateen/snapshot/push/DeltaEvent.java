package dev.lateen.snapshot.push;

import dev.lateen.snapshot.Snapshot;
import java.util.List;

/// Data of `event: delta`: what has to change in the snapshot with id `base` to become the one with id `id`.
///
/// @param upserts whole listeners, route configurations and clusters, by name new or replaced
/// @param removedListeners names; likewise the other two
public record DeltaEvent(
        String id,
        String base,
        String revision,
        Snapshot upserts,
        List<String> removedListeners,
        List<String> removedRouteConfigs,
        List<String> removedClusters) {

    public DeltaEvent {
        removedListeners = List.copyOf(removedListeners);
        removedRouteConfigs = List.copyOf(removedRouteConfigs);
        removedClusters = List.copyOf(removedClusters);
    }
}

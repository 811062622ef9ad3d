package dev.lateen.snapshot.push;

import dev.lateen.snapshot.Snapshot;
import java.util.List;

/// Data of `event: delta`: what has to change in the snapshot with id `base` to become the one with id `id`.
///
/// @param upserts whole listeners, route configurations and clusters, by name new or replaced; of the hosts on demand
///     those that are new, null when there are none any more
/// @param removedListeners names; likewise the other two
/// @param removedKnown of [dev.lateen.snapshot.OnDemand#known()]
/// @param removedUsed of [dev.lateen.snapshot.OnDemand#used()]
public record DeltaEvent(
        String id,
        String base,
        String revision,
        Snapshot upserts,
        List<String> removedListeners,
        List<String> removedRouteConfigs,
        List<String> removedClusters,
        List<String> removedKnown,
        List<String> removedUsed) {

    public DeltaEvent {
        removedListeners = List.copyOf(removedListeners);
        removedRouteConfigs = List.copyOf(removedRouteConfigs);
        removedClusters = List.copyOf(removedClusters);
        removedKnown = List.copyOf(removedKnown);
        removedUsed = List.copyOf(removedUsed);
    }
}

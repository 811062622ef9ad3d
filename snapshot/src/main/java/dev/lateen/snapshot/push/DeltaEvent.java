package dev.lateen.snapshot.push;

import dev.lateen.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Data of `event: delta`: what has to change in the snapshot with id `base` to become the one with id `id`.
///
/// @param upserts listeners and clusters, by name new or replaced; route configurations, likewise, with those of their
///     virtual hosts that are new or replaced; of the hosts on demand those that are new, null when there are none any
///     more
/// @param removedListeners names; likewise the next two
/// @param removedVirtualHosts names, by that of a route configuration that is among the upserts
/// @param removedKnown of [dev.lateen.snapshot.OnDemand#known()]
/// @param removedUsed of [dev.lateen.snapshot.OnDemand#used()]
public record DeltaEvent(
        String id,
        String base,
        String revision,
        Snapshot upserts,
        List<String> removedListeners,
        List<String> removedRouteConfigs,
        Map<String, List<String>> removedVirtualHosts,
        List<String> removedClusters,
        List<String> removedKnown,
        List<String> removedUsed) {

    public DeltaEvent {
        removedListeners = List.copyOf(removedListeners);
        removedRouteConfigs = List.copyOf(removedRouteConfigs);
        removedVirtualHosts = removedVirtualHosts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> List.copyOf(each.getValue())));
        removedClusters = List.copyOf(removedClusters);
        removedKnown = List.copyOf(removedKnown);
        removedUsed = List.copyOf(removedUsed);
    }
}

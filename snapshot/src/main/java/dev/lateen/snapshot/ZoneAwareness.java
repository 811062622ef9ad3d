package dev.lateen.snapshot;

import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import java.util.List;

/// That requests stay in the zone of the proxy as far as its endpoints are good for them.
///
/// @param own where the proxy is, as endpoints have it
/// @param callers where those are who call what the proxy calls, itself included, and how much each place calls
/// @param minClusterSize with fewer endpoints zones do not count
public record ZoneAwareness(String own, List<LocalityShare> callers, int minClusterSize) {

    public ZoneAwareness {
        callers = List.copyOf(callers);
    }
}

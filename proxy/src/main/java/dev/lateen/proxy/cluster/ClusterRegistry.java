package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;

/// What outlives snapshots: endpoints' state by cluster, address and port, and round-robin turns by cluster. Used by
/// the
/// one thread that applies snapshots.
public final class ClusterRegistry {

    private record EndpointKey(String cluster, String address, int port) {}

    private Map<EndpointKey, EndpointState> endpoints = Map.of();
    private Map<String, PaddedCounter> cursors = Map.of();
    private Map<EndpointKey, EndpointState> nextEndpoints = Map.of();
    private Map<String, PaddedCounter> nextCursors = Map.of();

    /// The clusters of a snapshot, with the state that is there already. Takes effect with [#commit].
    public Map<String, ClusterState> prepare(Snapshot snapshot) {
        nextEndpoints = new HashMap<>();
        nextCursors = new HashMap<>();
        var clusters = new HashMap<String, ClusterState>();
        for (var cluster : snapshot.clusters()) {
            clusters.put(cluster.name(), state(cluster));
        }
        return clusters;
    }

    /// Forgets what the prepared snapshot no longer names.
    public void commit() {
        endpoints.forEach((key, state) -> state.setRemoved(!nextEndpoints.containsKey(key)));
        endpoints = nextEndpoints;
        cursors = nextCursors;
    }

    private ClusterState state(Cluster cluster) {
        var states = cluster.endpoints().stream()
                .map(endpoint -> {
                    var key = new EndpointKey(cluster.name(), endpoint.address(), endpoint.port());
                    return nextEndpoints.computeIfAbsent(key, this::known);
                })
                .toArray(EndpointState[]::new);
        var cursor = cursors.getOrDefault(cluster.name(), new PaddedCounter());
        nextCursors.put(cluster.name(), cursor);
        return new ClusterState(cluster, states, cursor);
    }

    private EndpointState known(EndpointKey key) {
        var state = endpoints.get(key);
        return state != null ? state : new EndpointState(key.address(), key.port());
    }
}

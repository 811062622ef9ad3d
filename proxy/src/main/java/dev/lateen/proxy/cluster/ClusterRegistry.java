package dev.lateen.proxy.cluster;

import dev.lateen.proxy.dns.Resolution;
import dev.lateen.snapshot.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What outlives snapshots: endpoints' state by cluster, address and port, round-robin turns by cluster, and what names
/// stand for. Used by the thread that applies snapshots and by the one that resolves names, never by an event loop:
/// those see a [ClusterState], whose endpoints are replaced by one volatile write.
public final class ClusterRegistry {

    private final Map<String, Resolution> resolutions = new HashMap<>();
    private Generation current;
    private Generation next;

    /// @param schedule by which endpoints come back that outlier detection has ejected
    public ClusterRegistry(Schedule schedule) {
        this.current = new Generation(schedule);
        this.next = current;
    }

    /// The clusters of a snapshot, with the state that is there already. Takes effect with [#commit].
    public synchronized Map<String, ClusterState> prepare(Snapshot snapshot) {
        next = new Generation(snapshot, current, resolutions);
        return Map.copyOf(next.clusters());
    }

    /// Forgets what the prepared snapshot no longer names.
    public synchronized void commit() {
        var before = current;
        current = next;
        resolutions.keySet().retainAll(current.names());
        current.supersede(before);
    }

    /// The names that clusters in force have endpoints by.
    public synchronized Set<String> names() {
        return Set.copyOf(current.names());
    }

    /// The clusters in force, in the order of their names.
    public synchronized Collection<ClusterState> clusters() {
        return List.copyOf(current.clusters().values());
    }

    /// Puts what a name stands for in force. A name that no cluster in force has is passed over.
    public synchronized void resolved(Resolution resolution) {
        var name = resolution.name();
        if (current.names().contains(name) && !resolution.equals(resolutions.put(name, resolution))) {
            current.refresh(name);
        }
    }
}

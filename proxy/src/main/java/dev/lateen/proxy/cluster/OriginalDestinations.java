package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.proxy.cluster.EndpointSet.Missing;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.WorkloadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Endpoints that clients ask for by address: made when they are wanted, so that connections to them are used again.
/// Any thread.
final class OriginalDestinations {

    /// Addresses kept at once; beyond it those without requests under way are forgotten, and their idle connections
    /// closed.
    static final int MAX_ADDRESSES = 4_096;

    private record Key(String address, int port) {}

    private record Destination(List<String> addresses, int port) {}

    private final ClusterLife life;
    private final Map<Key, EndpointState> states = new ConcurrentHashMap<>();

    /// Of the clusters of one snapshot or several; forgotten with the states.
    private final Map<Destination, EndpointSet> sets = new ConcurrentHashMap<>();

    OriginalDestinations(ClusterLife life) {
        this.life = life;
    }

    EndpointSet at(Cluster cluster, List<String> addresses, int port) {
        var destination = new Destination(addresses, port);
        var known = sets.get(destination);
        if (known != null && known.cluster() == cluster && isInUse(known)) {
            return known;
        }
        var made = make(cluster, addresses, port);
        sets.put(destination, made);
        return made;
    }

    private static boolean isInUse(EndpointSet set) {
        for (int i = 0; i < set.size(); i++) {
            if (set.state(i).isRemoved()) {
                return false;
            }
        }
        return true;
    }

    private EndpointSet make(Cluster cluster, List<String> addresses, int port) {
        if (states.size() >= MAX_ADDRESSES || sets.size() >= MAX_ADDRESSES) {
            forgetIdle();
        }
        var members = new ArrayList<Member>(addresses.size());
        for (var address : addresses) {
            var state = states.computeIfAbsent(
                    new Key(address, port),
                    _ -> new EndpointState(address, port, life.schedule().nanos()));
            members.add(new Member(new Endpoint(address, port, 1, false, WorkloadRef.UNKNOWN), state, null));
        }
        return new EndpointSet(cluster, members, Missing.NONE, life);
    }

    /// The cluster is no more.
    void close() {
        states.values().forEach(state -> state.setRemoved(true));
    }

    private void forgetIdle() {
        sets.clear();
        states.values().removeIf(state -> {
            boolean idle = state.active() == 0;
            if (idle) {
                state.setRemoved(true);
            }
            return idle;
        });
    }
}

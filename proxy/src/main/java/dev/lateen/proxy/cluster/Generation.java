package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.proxy.cluster.EndpointSet.Missing;
import dev.lateen.proxy.dns.Resolution;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// The clusters of one snapshot with the state of their endpoints. Guarded by its [ClusterRegistry].
final class Generation {

    /// Compares by hand: what a record has for that is bytecode that each process makes anew, which a start waits for.
    private record EndpointKey(String cluster, String address, int port) {

        static EndpointKey of(Cluster cluster, Endpoint endpoint) {
            return new EndpointKey(cluster.name(), endpoint.address(), endpoint.port());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof EndpointKey key
                    && port == key.port
                    && address.equals(key.address)
                    && cluster.equals(key.cluster);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * cluster.hashCode() + address.hashCode()) + port;
        }
    }

    private final Schedule schedule;
    private final Map<String, Resolution> resolutions;
    private final Map<EndpointKey, EndpointState> endpoints = new HashMap<>();
    private final Map<String, ClusterLife> lives = new HashMap<>();
    private final Map<String, OriginalDestinations> destinations = new HashMap<>();
    private final Map<String, ClusterState> clusters = new TreeMap<>();
    private final Set<String> names = new TreeSet<>();

    /// Without clusters.
    Generation(Schedule schedule) {
        this.schedule = schedule;
        this.resolutions = Map.of();
    }

    /// @param before whose state is taken over
    /// @param resolutions what names stand for, as far as it is known; read whenever endpoints are made
    Generation(Snapshot snapshot, Generation before, Map<String, Resolution> resolutions) {
        this.schedule = before.schedule;
        this.resolutions = resolutions;
        for (var cluster : snapshot.clusters()) {
            var name = cluster.name();
            var known = before.lives.get(name);
            var life = known == null ? new ClusterLife(schedule) : known;
            lives.put(name, life);
            if (cluster.discovery() == Discovery.ORIGINAL_DESTINATION) {
                destinations.put(name, before.destinations.getOrDefault(name, new OriginalDestinations(life)));
            }
            names.addAll(names(cluster));
            clusters.put(name, new ClusterState(cluster, endpoints(cluster, before), destinations.get(name)));
        }
    }

    /// By name.
    Map<String, ClusterState> clusters() {
        return clusters;
    }

    /// Of all clusters.
    Set<String> names() {
        return names;
    }

    /// What this one has is in use again; what only the one before it has is not any more.
    void supersede(Generation before) {
        before.destinations.forEach((name, gone) -> {
            if (!destinations.containsKey(name)) {
                gone.close();
            }
        });
        endpoints.values().forEach(state -> state.setRemoved(false));
        before.endpoints.forEach((key, state) -> state.setRemoved(endpoints.get(key) != state));
        clusters.values().forEach(ClusterState::comeIntoForce);
        names.forEach(this::refresh);
        clusters.values().forEach(this::watch);
    }

    /// Whose endpoints outlier detection looks after from now on, and how many connections there may be.
    private void watch(ClusterState state) {
        var limits = state.cluster().policy().limits();
        life(state.cluster()).use().allow(limits == null ? 0 : limits.maxConnections());
        var endpoints = state.endpoints();
        var health = IntStream.range(0, endpoints.size())
                .mapToObj(i -> endpoints.state(i).health())
                .filter(Objects::nonNull)
                .toList();
        life(state.cluster()).outliers().watch(state.cluster().policy().outliers(), health);
    }

    private ClusterLife life(Cluster cluster) {
        return lives.computeIfAbsent(cluster.name(), _ -> new ClusterLife(schedule));
    }

    /// Gives the clusters that have this name the addresses that it stands for now.
    void refresh(String name) {
        for (var state : clusters.values()) {
            if (names(state.cluster()).contains(name)) {
                var before = state.endpoints();
                var now = endpoints(state.cluster(), this);
                state.replace(now);
                forget(before, now);
                watch(state);
            }
        }
    }

    /// Endpoints whose address is gone: requests under way end there, idle connections are closed.
    private void forget(EndpointSet before, EndpointSet now) {
        for (int i = 0; i < before.size(); i++) {
            var gone = before.state(i);
            boolean stays = false;
            for (int j = 0; j < now.size(); j++) {
                stays |= now.state(j) == gone;
            }
            if (!stays) {
                gone.setRemoved(true);
                endpoints.values().remove(gone);
            }
        }
    }

    private EndpointSet endpoints(Cluster cluster, Generation before) {
        var known = before.clusters.get(cluster.name());
        return known != null && known.cluster() == cluster && cluster.discovery() == Discovery.STATIC
                ? kept(known.endpoints())
                : made(cluster, before);
    }

    /// Of a cluster that has stayed the same object.
    private EndpointSet kept(EndpointSet known) {
        for (int i = 0; i < known.size(); i++) {
            endpoints.put(EndpointKey.of(known.cluster(), known.endpoint(i)), known.state(i));
        }
        return known;
    }

    private EndpointSet made(Cluster cluster, Generation before) {
        var members = new ArrayList<Member>();
        var seen = new HashSet<EndpointState>();
        for (var endpoint : cluster.endpoints()) {
            if (!isName(cluster, endpoint.address())) {
                members.add(new Member(endpoint, state(cluster, endpoint, before), null));
                continue;
            }
            for (var member : named(cluster, endpoint, before)) {
                if (seen.add(member.state())) { // two names may have one address
                    members.add(member);
                }
            }
        }
        if (cluster.policy().outliers() != null) {
            members.forEach(member -> member.state().watched());
        }
        return new EndpointSet(cluster, members, missing(cluster), life(cluster));
    }

    private List<Member> named(Cluster cluster, Endpoint endpoint, Generation before) {
        var name = endpoint.address();
        var resolution = resolutions.get(name);
        if (resolution == null || resolution.addresses().isEmpty()) {
            return List.of();
        }
        if (cluster.discovery() == Discovery.DNS_ROUND_ROBIN) {
            var state = state(cluster, endpoint, before);
            state.moveTo(resolution.addresses().getFirst());
            return List.of(new Member(endpoint, state, name));
        }
        return resolution.addresses().stream()
                .map(address -> {
                    var found = endpoint.at(address);
                    return new Member(found, state(cluster, found, before), name);
                })
                .toList();
    }

    private EndpointState state(Cluster cluster, Endpoint endpoint, Generation before) {
        var key = EndpointKey.of(cluster, endpoint);
        return endpoints.computeIfAbsent(key, _ -> {
            var known = before == this ? null : before.endpoints.get(key);
            return known != null ? known : new EndpointState(key.address(), key.port(), schedule.nanos());
        });
    }

    private Missing missing(Cluster cluster) {
        var awaited = new ArrayList<String>();
        var texts = new ArrayList<String>();
        for (var name : names(cluster)) {
            var resolution = resolutions.get(name);
            if (resolution == null) {
                awaited.add(name);
                texts.add("host " + name + " has not been resolved yet");
            } else if (resolution.addresses().isEmpty()) {
                texts.add("host " + name + " has not been resolved: " + resolution.failure());
            }
        }
        return texts.isEmpty() ? Missing.NONE : new Missing(awaited, String.join("; ", texts));
    }

    private static List<String> names(Cluster cluster) {
        return cluster.endpoints().stream()
                .map(Endpoint::address)
                .filter(address -> isName(cluster, address))
                .distinct()
                .toList();
    }

    private static boolean isName(Cluster cluster, String address) {
        return switch (cluster.discovery()) {
            case DNS, DNS_ROUND_ROBIN -> !Resolution.isAddress(address);
            case STATIC, ORIGINAL_DESTINATION -> false;
        };
    }
}

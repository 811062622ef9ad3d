package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.proxy.cluster.Levels.Part;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.ZoneAwareness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Divides requests between the zones of a cluster as Envoy does: as many as possible stay where the caller is, yet
/// every endpoint gets the same if all callers call alike. A zone with a greater part of the callers than of the
/// endpoints keeps what its endpoints are good for; the rest goes to the zones where it is the other way round, as much
/// as each has to spare.
final class Zones {

    /// The share that everything is.
    static final int ALL = 10_000;

    private final ZoneAwareness policy;
    private final Member[] members;
    private final Map<String, Double> calls;
    private final double allCalls;

    Zones(ZoneAwareness policy, Member[] members) {
        this.policy = policy;
        this.members = members;
        this.calls = policy.callers().stream()
                .collect(Collectors.toMap(LocalityShare::locality, share -> (double) share.weight()));
        this.allCalls = calls.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// @param indices healthy members
    List<Part> divide(int[] indices) {
        var places = new TreeMap<String, int[]>(IntStream.of(indices)
                .boxed()
                .collect(Collectors.groupingBy(
                        this::place,
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                list -> list.stream().mapToInt(i -> i).toArray()))));
        int[] own = places.remove(policy.own());
        if (own == null || places.isEmpty() || indices.length < policy.minClusterSize()) {
            return List.of(new Part(indices, ALL));
        }
        double capacity = capacity(indices);
        double lacking = -spare(policy.own(), own, capacity);
        if (lacking <= 0) {
            return List.of(new Part(own, ALL));
        }
        double asked = calls.getOrDefault(policy.own(), 0.0) * capacity;
        int leaving = (int) (ALL * lacking / asked);
        var parts = new ArrayList<Part>();
        parts.add(new Part(own, ALL - leaving));
        double spare = places.entrySet().stream()
                .mapToDouble(place -> Math.max(0, spare(place.getKey(), place.getValue(), capacity)))
                .sum();
        places.forEach((place, there) ->
                parts.add(new Part(there, (int) (leaving * Math.max(0, spare(place, there, capacity)) / spare))));
        return parts;
    }

    /// What its endpoints are good for beyond what its callers ask for, in parts of capacity by calls.
    private double spare(String place, int[] endpoints, double capacity) {
        return capacity(endpoints) * allCalls - calls.getOrDefault(place, 0.0) * capacity;
    }

    private double capacity(int[] indices) {
        return IntStream.of(indices)
                .mapToDouble(i -> Math.max(1, members[i].endpoint().weight()))
                .sum();
    }

    private String place(int index) {
        return Objects.requireNonNullElse(members[index].endpoint().locality(), "");
    }
}

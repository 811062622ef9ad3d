package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.ZoneAwareness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Divides the endpoints of a cluster as Envoy does: a priority takes what its healthy endpoints are good for, the next
/// one the rest; or each locality its share. Endpoints are taken to be able to do 40 % more than their part. What the
/// first priority takes may be divided by [Zones].
final class Levels {

    private static final int OVERPROVISIONING = 140;
    private static final int ALL = 100;

    private final Member[] members;
    private final @Nullable ZoneAwareness zones;
    private final int minHealthPercent;

    /// @param share relative to the others
    record Part(int[] indices, int share) {}

    private Levels(Cluster cluster, Member[] members) {
        this.members = members;
        this.zones = cluster.policy().zones();
        var outliers = cluster.policy().outliers();
        this.minHealthPercent = outliers == null ? 0 : outliers.minHealthPercent();
    }

    /// Without those that get nothing.
    static List<Part> of(Cluster cluster, Member[] members) {
        var levels = new Levels(cluster, members);
        var shares = cluster.policy().localities();
        if (!shares.isEmpty()) {
            return levels.byLocality(shares);
        }
        return levels.byZone(cluster.policy().outliers() == null ? levels.firstPriority() : levels.byPriority());
    }

    /// Nobody is ever ejected: the first choice takes everything.
    private List<Part> firstPriority() {
        int first = Integer.MAX_VALUE;
        for (var member : members) {
            first = Math.min(first, member.endpoint().priority());
        }
        int wanted = first;
        return parts(List.of(new Part(those(i -> members[i].endpoint().priority() == wanted), 1)));
    }

    /// Zones do not count while those are used that are ejected.
    private List<Part> byZone(List<Part> parts) {
        if (zones == null
                || parts.isEmpty()
                || healthy(parts.getFirst().indices).length < parts.getFirst().indices.length) {
            return parts;
        }
        var first = parts.getFirst();
        var divided = new ArrayList<Part>();
        for (var part : new Zones(zones, members).divide(first.indices)) {
            divided.add(new Part(part.indices, part.share * first.share));
        }
        for (var part : parts.subList(1, parts.size())) {
            divided.add(new Part(part.indices, Zones.ALL * part.share));
        }
        return parts(divided);
    }

    private List<Part> byPriority() {
        var priorities = new TreeMap<Integer, int[]>();
        for (var member : members) {
            int priority = member.endpoint().priority();
            priorities.computeIfAbsent(
                    priority, wanted -> those(i -> members[i].endpoint().priority() == wanted));
        }
        var all = List.copyOf(priorities.values());
        if (all.size() == 1) {
            return parts(List.of(new Part(used(all.getFirst()), 1)));
        }
        int[] able = all.stream()
                .mapToInt(level -> Math.min(ALL, OVERPROVISIONING * healthy(level).length / level.length))
                .toArray();
        int total = Math.min(ALL, Arrays.stream(able).sum());
        if (total == 0) {
            return parts(List.of(new Part(all.isEmpty() ? new int[0] : used(all.getFirst()), 1)));
        }
        var parts = new ArrayList<Part>();
        int left = ALL;
        for (int i = 0; i < able.length; i++) {
            int share = Math.min(left, able[i] * ALL / total);
            left -= share;
            // Envoy: as long as all together are good for everything, nobody is used that is ejected.
            parts.add(new Part(total == ALL ? healthy(all.get(i)) : used(all.get(i)), share));
        }
        return parts(parts);
    }

    private List<Part> byLocality(List<LocalityShare> shares) {
        var parts = new ArrayList<Part>();
        for (var share : shares) {
            int[] level = those(i -> share.locality()
                    .equals(Objects.requireNonNullElse(members[i].endpoint().locality(), "")));
            if (level.length > 0) {
                int able = Math.min(ALL, OVERPROVISIONING * healthy(level).length / level.length);
                int[] used = used(level);
                parts.add(new Part(used, share.weight() * (used.length > healthy(level).length ? ALL : able)));
            }
        }
        return parts(parts);
    }

    private static List<Part> parts(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.share > 0 && part.indices.length > 0)
                .toList();
    }

    /// The healthy ones, or all when those are too few.
    private int[] used(int[] level) {
        int[] healthy = healthy(level);
        return 100L * healthy.length < (long) minHealthPercent * level.length ? level : healthy;
    }

    private int[] healthy(int[] level) {
        return Arrays.stream(level).filter(i -> !members[i].state().isEjected()).toArray();
    }

    private int[] those(IntPredicate which) {
        return IntStream.range(0, members.length).filter(which).toArray();
    }
}

package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.proxy.cluster.LoadBalancer.Shares;
import dev.lateen.snapshot.Cluster;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The endpoints of a set that requests go to at one moment, in groups with a share of the requests each: there are
/// several where priorities or localities divide them ([Levels]). Immutable.
final class UsableEndpoints {

    private final int changes;
    private final int size;
    private final Group[] groups;
    private final @Nullable Shares shares;

    /// Endpoints among which the cluster's load balancer chooses.
    private record Group(
            int[] indices,
            boolean[] members,
            LoadBalancer balancer,
            @Nullable Warming warming) implements HashTable.Choice {

        int pick(RandomGenerator random) {
            return indices[warming == null ? balancer.pick(random) : warming.pick(balancer, random)];
        }

        @Override
        public boolean contains(int index) {
            return members[index];
        }

        @Override
        public int any(long hash) {
            return indices[(int) Long.remainderUnsigned(hash, indices.length)];
        }
    }

    private UsableEndpoints(int changes, List<Group> groups, int[] weights) {
        this.changes = changes;
        this.size = groups.stream().mapToInt(group -> group.indices.length).sum();
        this.groups = groups.toArray(Group[]::new);
        this.shares = groups.size() > 1 ? Shares.of(weights) : null;
    }

    static UsableEndpoints of(Cluster cluster, Member[] members, ClusterLife life) {
        int changes = life.outliers().changes(); // before it is seen who is ejected
        var parts = Levels.of(cluster, members);
        var groups = parts.stream()
                .map(part -> group(cluster, members, part.indices(), life))
                .toList();
        return new UsableEndpoints(
                changes, groups, parts.stream().mapToInt(Levels.Part::share).toArray());
    }

    private static Group group(Cluster cluster, Member[] members, int[] indices, ClusterLife life) {
        int[] weights = Arrays.stream(indices)
                .map(i -> Math.max(1, members[i].endpoint().weight()))
                .toArray();
        var states = Arrays.stream(indices).mapToObj(i -> members[i].state()).toArray(EndpointState[]::new);
        var contained = new boolean[members.length];
        for (int index : indices) {
            contained[index] = true;
        }
        return new Group(
                indices,
                contained,
                LoadBalancer.of(cluster.loadBalancing(), weights, states, life.cursor()),
                Warming.of(cluster.policy().warmup(), states, life.schedule()));
    }

    /// [Outliers#changes] at that moment.
    int changes() {
        return changes;
    }

    int size() {
        return size;
    }

    /// Index in the set, -1 when there is none.
    int pick(RandomGenerator random) {
        if (groups.length == 0) {
            return -1;
        }
        return groups[shares == null ? 0 : shares.pick(random)].pick(random);
    }

    /// Index in the set of the endpoint that a key belongs to, -1 when there is none.
    int pick(long hash, HashTable table) {
        if (groups.length == 0) {
            return -1;
        }
        return table.pick(hash, groups[shares == null ? 0 : shares.at(Hash.stir(hash))]);
    }

    /// Index in the set of an endpoint that was not tried, -1 when all were.
    int firstOther(long tried) {
        for (var group : groups) {
            for (int index : group.indices) {
                if (!EndpointSet.isTried(tried, index)) {
                    return index;
                }
            }
        }
        return -1;
    }
}

package dev.lateen.proxy.cluster;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.snapshot.Cluster;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The endpoints of a set that requests go to at one moment: those that are not ejected, or all when so many are that
/// the rest would not do. Immutable.
final class UsableEndpoints {

    private final int changes;
    private final int[] indices;
    private final @Nullable LoadBalancer balancer;

    private UsableEndpoints(int changes, int[] indices, @Nullable LoadBalancer balancer) {
        this.changes = changes;
        this.indices = indices;
        this.balancer = balancer;
    }

    static UsableEndpoints of(Cluster cluster, Member[] members, ClusterLife life) {
        int changes = life.outliers().changes(); // before it is seen who is ejected
        int[] all = IntStream.range(0, members.length).toArray();
        int[] healthy =
                Arrays.stream(all).filter(i -> !members[i].state().isEjected()).toArray();
        int[] used = panics(cluster, healthy.length, all.length) ? all : healthy;
        return new UsableEndpoints(changes, used, used.length == 0 ? null : balancer(cluster, members, used, life));
    }

    private static boolean panics(Cluster cluster, int healthy, int all) {
        var settings = cluster.policy().outliers();
        return settings != null && 100L * healthy < (long) settings.minHealthPercent() * all;
    }

    private static LoadBalancer balancer(Cluster cluster, Member[] members, int[] used, ClusterLife life) {
        int[] weights = Arrays.stream(used)
                .map(i -> Math.max(1, members[i].endpoint().weight()))
                .toArray();
        var states = Arrays.stream(used).mapToObj(i -> members[i].state()).toArray(EndpointState[]::new);
        return LoadBalancer.of(cluster.loadBalancing(), weights, states, life.cursor());
    }

    /// [Outliers#changes] at that moment.
    int changes() {
        return changes;
    }

    int size() {
        return indices.length;
    }

    /// Index in the set, -1 when there is none.
    int pick(RandomGenerator random) {
        return balancer == null ? -1 : indices[balancer.pick(random)];
    }

    /// Index in the set of an endpoint that was not tried, -1 when all were.
    int firstOther(long tried) {
        for (int index : indices) {
            if (!EndpointSet.isTried(tried, index)) {
                return index;
            }
        }
        return -1;
    }
}

package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {

    private final RandomGenerator random = new SplittableRandom(42);
    private final ClusterRegistry registry = new ClusterRegistry(new ManualSchedule());

    private EndpointSet state(Cluster.LoadBalancing policy, int... weights) {
        var endpoints = IntStream.range(0, weights.length)
                .mapToObj(i -> new Endpoint("10.0.0." + i, 80, weights[i], false, WorkloadRef.UNKNOWN))
                .toList();
        var cluster =
                new Cluster("a", new Cluster.ServiceRef("a", "a", "a"), 80, null, policy, 1000, 1000, endpoints, null);
        var snapshot = new Snapshot(List.of(), List.of(), List.of(cluster));
        var clusters = registry.prepare(snapshot);
        registry.commit();
        var state = clusters.get("a");
        if (state == null) {
            throw new AssertionError("no cluster");
        }
        return state.endpoints();
    }

    private int[] counts(EndpointSet state, int picks) {
        var counts = new int[state.size()];
        for (int i = 0; i < picks; i++) {
            counts[state.pick(random)]++;
        }
        return counts;
    }

    @Test
    void roundRobinTakesTurns() {
        assertThat(counts(state(Cluster.LoadBalancing.ROUND_ROBIN, 1, 1, 1), 30))
                .containsExactly(10, 10, 10);
    }

    @Test
    void roundRobinKeepsWeights() {
        assertThat(counts(state(Cluster.LoadBalancing.ROUND_ROBIN, 3, 1), 40)).containsExactly(30, 10);
    }

    @Test
    void randomKeepsWeightsOnAverage() {
        int[] counts = counts(state(Cluster.LoadBalancing.RANDOM, 3, 1), 4000);
        assertThat(counts[0]).isBetween(2800, 3200);
    }

    @Test
    void leastRequestAvoidsTheBusyOne() {
        var state = state(Cluster.LoadBalancing.LEAST_REQUEST, 1, 1);
        for (int i = 0; i < 10; i++) {
            state.state(0).requestStarted();
        }
        assertThat(counts(state, 100)).containsExactly(0, 100);
    }

    @Test
    void leastRequestKeepsWeightsWhenIdle() {
        int[] counts = counts(state(Cluster.LoadBalancing.LEAST_REQUEST, 3, 1), 4000);
        assertThat(counts[0]).isBetween(2850, 3150);
    }

    @Test
    void nobodyIsPickedFromNone() {
        assertThat(state(Cluster.LoadBalancing.ROUND_ROBIN).pick(random)).isEqualTo(-1);
        assertThat(state(Cluster.LoadBalancing.ROUND_ROBIN).pickOther(random, 0))
                .isEqualTo(-1);
    }

    @Test
    void anotherAttemptGoesToWhoWasNotTried() {
        var state = state(Cluster.LoadBalancing.ROUND_ROBIN, 1, 1, 1);
        assertThat(state.pickOther(random, 0b101)).isEqualTo(1);
        assertThat(state.pickOther(random, 0b111)).isEqualTo(-1);
    }

    @Test
    void endpointsKeepTheirStateAcrossSnapshotsUntilTheyAreGone() {
        var before = state(Cluster.LoadBalancing.ROUND_ROBIN, 1, 1);
        var after = state(Cluster.LoadBalancing.LEAST_REQUEST, 5);
        assertThat(after.state(0)).isSameAs(before.state(0));
        assertThat(before.state(0).isRemoved()).isFalse();
        assertThat(before.state(1).isRemoved()).isTrue();
    }
}

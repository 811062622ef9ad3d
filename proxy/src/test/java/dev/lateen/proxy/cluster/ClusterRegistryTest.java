package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of clusters and their endpoints from one snapshot to the next.
class ClusterRegistryTest {

    private static final Endpoint ONE = endpoint("10.0.0.1");
    private static final Endpoint TWO = endpoint("10.0.0.2");

    private final ClusterRegistry registry = new ClusterRegistry(new ManualSchedule());

    @Test
    void aClusterThatStaysTheSameObjectKeepsItsEndpointsAsTheyAre() {
        var stays = cluster("a", ONE, TWO);
        var before = apply(stays, cluster("b", ONE));
        var after = apply(stays, cluster("c", ONE));
        assertThat(named("a", after).endpoints()).isSameAs(named("a", before).endpoints());
        assertThat(removed(named("a", after))).containsExactly(false, false);
        assertThat(removed(named("b", before))).containsExactly(true);
    }

    @Test
    void anEndpointThatGoesAfterStayingIsRemoved() {
        var stays = cluster("a", ONE, TWO);
        apply(stays);
        var before = apply(stays);
        var after = apply(cluster("a", TWO));
        assertThat(named("a", after).endpoints().state(0))
                .isSameAs(named("a", before).endpoints().state(1));
        assertThat(removed(named("a", before))).containsExactly(true, false);
    }

    @Test
    void anEqualClusterHasTheSameStatesWithItsOwnRules() {
        var before = apply(cluster("a", ONE));
        var other = cluster("a", ONE);
        var after = apply(other);
        assertThat(named("a", after).endpoints().cluster()).isSameAs(other);
        assertThat(named("a", after).endpoints().state(0))
                .isSameAs(named("a", before).endpoints().state(0));
    }

    private static ClusterState named(String name, Map<String, ClusterState> clusters) {
        return Objects.requireNonNull(clusters.get(name));
    }

    private Map<String, ClusterState> apply(Cluster... clusters) {
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), Arrays.asList(clusters)));
        registry.commit();
        return prepared;
    }

    private static List<Boolean> removed(ClusterState state) {
        var endpoints = state.endpoints();
        return IntStream.range(0, endpoints.size())
                .mapToObj(i -> endpoints.state(i).isRemoved())
                .toList();
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint(address, 80, 1, false, WorkloadRef.UNKNOWN);
    }

    private static Cluster cluster(String name, Endpoint... endpoints) {
        return new Cluster(
                name,
                new Cluster.ServiceRef(name, name, name),
                80,
                null,
                Cluster.LoadBalancing.ROUND_ROBIN,
                Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS,
                Cluster.DEFAULT_IDLE_TIMEOUT_MILLIS,
                List.of(endpoints),
                null);
    }
}

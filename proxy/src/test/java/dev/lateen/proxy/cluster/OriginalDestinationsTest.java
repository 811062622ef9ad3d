package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.ClusterPolicy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OriginalDestinationsTest {

    private static final Cluster CLUSTER = new Cluster(
            "PassthroughCluster",
            new Cluster.ServiceRef("a", "a", "a"),
            80,
            null,
            Cluster.LoadBalancing.ROUND_ROBIN,
            1000,
            1000,
            0,
            Discovery.ORIGINAL_DESTINATION,
            List.of(),
            null,
            null,
            null,
            null);

    private final OriginalDestinations destinations = new OriginalDestinations(new ClusterLife(new ManualSchedule()));

    private EndpointSet at(int port, String... addresses) {
        return destinations.at(CLUSTER, List.of(addresses), port);
    }

    @Test
    void aDestinationIsMadeOnceForAllRequests() {
        var first = at(80, "10.0.0.1", "10.0.0.2");
        assertThat(at(80, "10.0.0.1", "10.0.0.2")).isSameAs(first);
        assertThat(at(81, "10.0.0.1", "10.0.0.2")).isNotSameAs(first);
        assertThat(at(80, "10.0.0.2").state(0)).as("its connections serve both").isSameAs(first.state(1));
    }

    @Test
    void anotherSnapshotHasOneOfItsOwnWithTheSameConnections() {
        var first = at(80, "10.0.0.1");
        var next = destinations.at(CLUSTER.with(ClusterPolicy.NONE), List.of("10.0.0.1"), 80);
        assertThat(next).isNotSameAs(first);
        assertThat(next.state(0)).isSameAs(first.state(0));
    }

    @Test
    void whenThereAreTooManyOnlyThoseInUseStay() {
        // Given
        var used = at(80, "10.0.0.1");
        var idle = at(80, "10.0.0.2");
        used.state(0).requestStarted();

        // When
        IntStream.range(0, OriginalDestinations.MAX_ADDRESSES).forEach(i -> at(1000 + i, "10.0.0.3"));

        // Then
        assertThat(at(80, "10.0.0.1").state(0)).isSameAs(used.state(0));
        assertThat(idle.state(0).isRemoved()).isTrue();
        assertThat(at(80, "10.0.0.2").state(0)).isNotSameAs(idle.state(0));
    }
}

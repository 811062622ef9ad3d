package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.RetryBudget;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryGateTest {

    private final RetryGate gate = new RetryGate();

    private static EndpointSet endpoints() {
        var endpoints = List.of(
                new Endpoint("10.0.0.1", 80, 1, false, WorkloadRef.UNKNOWN),
                new Endpoint("10.0.0.2", 80, 1, false, WorkloadRef.UNKNOWN));
        var service = new Cluster.ServiceRef("a", "a", "a");
        var cluster = new Cluster("a", service, 80, null, Cluster.LoadBalancing.RANDOM, 1000, 1000, endpoints, null);
        var registry = new ClusterRegistry(new ManualSchedule());
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        registry.commit();
        return Objects.requireNonNull(prepared.get("a")).endpoints();
    }

    /// @param busy requests under way at each of two endpoints
    @ParameterizedTest(name = "{0} % and at least {1} of 2 x {2} requests: {3}")
    @CsvSource({
        "20, 3, 0, 3",
        "20, 3, 5, 3",
        "20, 3, 10, 4",
        "20, 3, 50, 20",
        "0, 2, 50, 2",
        "100, 0, 4, 8",
        "0, 0, 9, 0"
    })
    void soManyAreLetInAtOnce(double percent, int least, int busy, int expected) {
        var endpoints = endpoints();
        for (int i = 0; i < 2 * busy; i++) {
            endpoints.state(i % 2).requestStarted();
        }
        var budget = new RetryBudget(percent, least);

        int entered = 0;
        while (gate.enter(budget, endpoints)) {
            entered++;
        }

        assertThat(entered).isEqualTo(expected);
        assertThat(gate.active()).isEqualTo(expected);
        assertThat(gate.refused()).isEqualTo(1);
        for (int i = 0; i < entered; i++) {
            gate.leave();
        }
        assertThat(gate.active()).isZero();
    }
}

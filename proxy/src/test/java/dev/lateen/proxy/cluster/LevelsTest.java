package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.OutlierDetection;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.Warmup;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.ZoneAwareness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// How requests divide over priorities, localities and endpoints that are new.
class LevelsTest {

    private static final int PICKS = 20_000;

    private final ManualSchedule schedule = new ManualSchedule();
    private final ClusterRegistry registry = new ClusterRegistry(schedule);
    private final RandomGenerator random = new SplittableRandom(3);

    private static OutlierDetection ejecting(int minHealth) {
        return new OutlierDetection(1, 0, 5, false, 10_000, 30_000, 100, minHealth, List.of());
    }

    private static Endpoint endpoint(int number, @Nullable String locality, int priority) {
        return new Endpoint("10.0.0." + number, 80, 1, false, WorkloadRef.UNKNOWN, locality, priority);
    }

    private EndpointSet set(Cluster.LoadBalancing balancing, ClusterPolicy policy, List<Endpoint> endpoints) {
        var service = new Cluster.ServiceRef("a", "a", "a");
        var cluster = new Cluster("a", service, 80, null, balancing, 1000, 1000, endpoints, null).with(policy);
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        registry.commit();
        return Objects.requireNonNull(prepared.get("a")).endpoints();
    }

    /// @return percent of the picks for each endpoint
    private double[] shares(EndpointSet set) {
        var shares = new double[set.size()];
        for (int i = 0; i < PICKS; i++) {
            shares[set.pick(random)] += 100.0 / PICKS;
        }
        return shares;
    }

    @Test
    void whoSaysNothingOfItsPlaceGetsTheShareThatIsForEverybody() {
        var endpoints = List.of(endpoint(0, null, 0), endpoint(1, "here", 0));
        var localities = List.of(new LocalityShare("here", 80), new LocalityShare("", 20));
        var policy = new ClusterPolicy(null, null, null, null, localities, null);
        var shares = shares(set(Cluster.LoadBalancing.RANDOM, policy, endpoints));
        assertThat(shares[0]).isBetween(18.0, 22.0);
    }

    @Test
    void aFurtherAttemptMayLeaveThePriority() {
        var endpoints =
                IntStream.range(0, 6).mapToObj(i -> endpoint(i, null, i / 2)).toList();
        var set = set(Cluster.LoadBalancing.RANDOM, ClusterPolicy.NONE.with(ejecting(0)), endpoints);
        set.answered(2, 500);
        for (int i = 0; i < 20; i++) {
            assertThat(set.pickElsewhere(random, 0)).isIn(0, 1);
            assertThat(set.pickElsewhere(random, 0b1))
                    .as("the other one is ejected")
                    .isEqualTo(3);
            assertThat(set.pickElsewhere(random, 0b1001)).isIn(4, 5);
            assertThat(set.pickElsewhere(random, 0b011001))
                    .as("all priorities were tried")
                    .isEqualTo(1);
            assertThat(set.pickElsewhere(random, 0b111011)).as("all were tried").isIn(0, 1);
        }
    }

    /// Endpoints 0 to 9 have priority 0, 10 to 19 priority 1.
    @ParameterizedTest(name = "{0} and {1} of 10 healthy, at least {2} %: {3} % of the first priority")
    @CsvSource({
        "10, 10, 0, 100",
        "8, 10, 0, 100",
        "7, 10, 0, 98",
        "5, 10, 0, 70",
        "1, 10, 0, 14",
        "0, 10, 0, 0",
        "10, 0, 0, 100",
        "5, 0, 0, 100",
        "2, 2, 0, 50",
        "0, 0, 1, 100",
        "2, 2, 50, 50"
    })
    void aPriorityTakesWhatItCan(int first, int second, int minHealth, double share) {
        var endpoints =
                IntStream.range(0, 20).mapToObj(i -> endpoint(i, null, i / 10)).toList();
        var policy = ClusterPolicy.NONE.with(ejecting(minHealth));
        var set = set(Cluster.LoadBalancing.RANDOM, policy, endpoints);
        IntStream.range(first, 10).forEach(i -> set.answered(i, 500));
        IntStream.range(10 + second, 20).forEach(i -> set.answered(i, 500));

        var shares = shares(set);

        assertThat(IntStream.range(0, 10).mapToDouble(i -> shares[i]).sum()).isBetween(share - 2, share + 2);
        boolean panic = first * 10 < minHealth;
        assertThat(IntStream.range(0, 20)
                        .filter(i -> shares[i] > 0 && set.state(i).isEjected()))
                .hasSize(panic ? (share == 100 ? 10 : 16) : 0);
    }

    @ParameterizedTest(name = "{0} of 10 healthy: {1} %")
    @CsvSource({"10, 80", "8, 80", "5, 73.7", "0, 0"})
    void aLocalityGetsItsShareOfWhatItsEndpointsAreGoodFor(int healthy, double share) {
        var endpoints = new ArrayList<Endpoint>();
        IntStream.range(0, 10).forEach(i -> endpoints.add(endpoint(i, "here", 0)));
        endpoints.add(endpoint(10, "there", 0));
        endpoints.add(endpoint(11, "nowhere", 0));
        var localities = List.of(new LocalityShare("here", 80), new LocalityShare("there", 20));
        var policy = new ClusterPolicy(ejecting(0), null, null, null, localities, null);
        var set = set(Cluster.LoadBalancing.LEAST_REQUEST, policy, endpoints);
        IntStream.range(healthy, 10).forEach(i -> set.answered(i, 500));

        var shares = shares(set);

        assertThat(IntStream.range(0, 10).mapToDouble(i -> shares[i]).sum()).isBetween(share - 2, share + 2);
        assertThat(shares[11]).isZero();
    }

    /// 3 endpoints here, 3 in the next zone, 4 in another region; as many callers in both zones.
    @ParameterizedTest(name = "{0} of 3 healthy here, {1} of 3 in the other zone: {2} %, {3} % and {4} %")
    @CsvSource({
        "3, 3, 100, 0, 0",
        "2, 3, 80, 20, 0",
        "1, 3, 46.5, 46.5, 7",
        "3, 1, 93, 0, 7",
        "0, 3, 0, 70, 30",
        "0, 0, 0, 0, 100"
    })
    void theOwnZoneKeepsWhatItsHealthyEndpointsAreGoodFor(int here, int there, double own, double other, double away) {
        var endpoints = new ArrayList<Endpoint>();
        IntStream.range(0, 10)
                .forEach(i -> endpoints.add(endpoint(i, i < 3 ? "eu/a" : i < 6 ? "eu/b" : "us/a", i < 6 ? 0 : 1)));
        var callers = List.of(new LocalityShare("eu/a", 1), new LocalityShare("eu/b", 1));
        var policy = ClusterPolicy.NONE.with(ejecting(0)).with(new ZoneAwareness("eu/a", callers, 1));
        var set = set(Cluster.LoadBalancing.RANDOM, policy, endpoints);
        IntStream.range(here, 3).forEach(i -> set.answered(i, 500));
        IntStream.range(3 + there, 6).forEach(i -> set.answered(i, 500));

        var shares = shares(set);

        assertThat(IntStream.range(0, 3).mapToDouble(i -> shares[i]).sum()).isBetween(own - 2, own + 2);
        assertThat(IntStream.range(3, 6).mapToDouble(i -> shares[i]).sum()).isBetween(other - 2, other + 2);
        assertThat(IntStream.range(6, 10).mapToDouble(i -> shares[i]).sum()).isBetween(away - 2, away + 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cluster.LoadBalancing.class,
            names = {"ROUND_ROBIN", "LEAST_REQUEST"})
    void aNewEndpointWarmsUp(Cluster.LoadBalancing balancing) {
        var policy = ClusterPolicy.NONE.with(new Warmup(100_000, 10, 1));
        set(balancing, policy, List.of(endpoint(0, null, 0), endpoint(1, null, 0)));
        schedule.advance(Duration.ofSeconds(200));
        var set = set(balancing, policy, List.of(endpoint(0, null, 0), endpoint(1, null, 0), endpoint(2, null, 0)));

        assertThat(shares(set)[2]).as("10 % of its part").isBetween(3.0, 7.0);
        schedule.advance(Duration.ofSeconds(50));
        assertThat(shares(set)[2]).as("half of its part").isBetween(15.0, 25.0);
        schedule.advance(Duration.ofSeconds(50));
        assertThat(shares(set)[2]).as("its part").isBetween(30.0, 37.0);
    }

    @Test
    void aggressionBringsItEarlier() {
        var policy = ClusterPolicy.NONE.with(new Warmup(100_000, 1, 2));
        set(Cluster.LoadBalancing.ROUND_ROBIN, policy, List.of(endpoint(0, null, 0)));
        schedule.advance(Duration.ofSeconds(200));
        var set = set(Cluster.LoadBalancing.ROUND_ROBIN, policy, List.of(endpoint(0, null, 0), endpoint(1, null, 0)));
        schedule.advance(Duration.ofSeconds(25)); // half of its weight
        assertThat(shares(set)[1]).isBetween(30.0, 37.0);
    }

    @Test
    void endpointsThatAreAllNewAreAllAlike() {
        var policy = ClusterPolicy.NONE.with(new Warmup(100_000, 10, 1));
        var set = set(Cluster.LoadBalancing.ROUND_ROBIN, policy, List.of(endpoint(0, null, 0), endpoint(1, null, 0)));
        assertThat(shares(set)[0]).isBetween(49.9, 50.1);
    }
}

package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.OutlierDetection;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Counting, ejection and return, as Envoy does it.
class OutliersTest {

    private final ManualSchedule schedule = new ManualSchedule();
    private final ClusterRegistry registry = new ClusterRegistry(schedule);
    private final RandomGenerator random = new SplittableRandom(7);

    private static OutlierDetection settings(int fives, int gateway, int maxPercent, int minHealth) {
        return new OutlierDetection(fives, gateway, 5, false, 10_000, 30_000, maxPercent, minHealth, List.of());
    }

    private static OutlierDetection split(int fives, int local) {
        return new OutlierDetection(fives, 0, local, true, 10_000, 30_000, 100, 0, List.of());
    }

    private ClusterState apply(@Nullable OutlierDetection settings, int size) {
        var endpoints = IntStream.range(0, size)
                .mapToObj(i -> new Endpoint("10.0.0." + i, 80, 1, false, WorkloadRef.UNKNOWN))
                .toList();
        var policy = Cluster.LoadBalancing.ROUND_ROBIN;
        var cluster = new Cluster(
                        "a", new Cluster.ServiceRef("a", "a", "a"), 80, null, policy, 1000, 1000, endpoints, null)
                .with(ClusterPolicy.NONE.with(settings));
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        registry.commit();
        return Objects.requireNonNull(prepared.get("a"));
    }

    private Set<Integer> picked(EndpointSet endpoints) {
        var picked = new TreeSet<Integer>();
        for (int i = 0; i < 3 * endpoints.size(); i++) {
            picked.add(endpoints.pick(random));
        }
        return picked;
    }

    private static String ejected(EndpointSet endpoints) {
        return IntStream.range(0, endpoints.size())
                .filter(i -> endpoints.state(i).isEjected())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    /// Statuses of endpoint 0; `F` is a failure, `T` one that took too long.
    private static void report(EndpointSet endpoints, String attempts) {
        for (var attempt : attempts.split(" ")) {
            switch (attempt) {
                case "F" -> endpoints.failed(0, 503);
                case "T" -> endpoints.failed(0, 504);
                default -> endpoints.answered(0, Integer.parseInt(attempt));
            }
        }
    }

    @ParameterizedTest(name = "5xx {0}, gateway {1}: {2} ejects {3}")
    @CsvSource({
        "3, 0, 500 500 500, true",
        "3, 0, 500 500, false",
        "3, 0, 500 500 200 500 500, false",
        "3, 0, 500 500 404 500 500, false",
        "3, 0, 500 200 500 500 500, true",
        "3, 0, 503 F T, true",
        "0, 3, 500 500 500 500, false",
        "0, 3, 502 503 504, true",
        "0, 3, 502 503 500 504, false",
        "0, 3, 502 F T, true",
        "5, 3, 500 500 502 502 502, true",
        "5, 3, 500 500 502 502 500, true",
        "0, 0, 500 500 500 500 500 500 500, false",
        "1, 0, 501, true"
    })
    void errorsInARowAreCounted(int fives, int gateway, String attempts, boolean ejects) {
        var endpoints = apply(settings(fives, gateway, 100, 0), 2).endpoints();
        report(endpoints, attempts);
        assertThat(ejected(endpoints)).isEqualTo(ejects ? "0" : "");
        assertThat(picked(endpoints)).isEqualTo(ejects ? Set.of(1) : Set.of(0, 1));
    }

    @ParameterizedTest(name = "{0} ejects {1}")
    @CsvSource({
        "500 500 500, true",
        "F F 500 500, false",
        "F F F, true",
        "F F 500 F F, false",
        "500 500 F 500, true",
        "T T F, true"
    })
    void aSplitCountsFailuresByThemselves(String attempts, boolean ejects) {
        var endpoints = apply(split(3, 3), 2).endpoints();
        report(endpoints, attempts);
        assertThat(ejected(endpoints)).isEqualTo(ejects ? "0" : "");
    }

    @Test
    void givenStatusesAreTheErrorsInsteadOfThoseOf500AndMore() {
        var settings = new OutlierDetection(2, 0, 5, false, 10_000, 30_000, 100, 0, List.of(404, 503));
        var endpoints = apply(settings, 2).endpoints();
        report(endpoints, "500 500 404 500 404");
        assertThat(ejected(endpoints)).isEmpty();
        report(endpoints, "503");
        assertThat(ejected(endpoints)).isEqualTo("0");
    }

    @ParameterizedTest(name = "of {0} endpoints with {1} % go {2}")
    @CsvSource({"9, 10, 0", "10, 10, 1", "10, 25, 2", "4, 50, 2", "4, 49, 1", "1, 99, 0", "1, 100, 1", "3, 100, 3"})
    void noMoreThanTheirShareAreEjected(int size, int percent, int gone) {
        var state = apply(settings(1, 0, percent, 0), size);
        var endpoints = state.endpoints();
        for (int i = 0; i < size; i++) {
            endpoints.answered(i, 500);
        }
        assertThat(endpoints.usable()).isEqualTo(size - gone);
        assertThat(state.ejections()).isEqualTo(gone);
        assertThat(state.ejectionOverflows()).isEqualTo(size - gone);
        assertThat(picked(endpoints)).hasSize(Math.max(1, size - gone));
    }

    @Test
    void nobodyIsPickedWhenAllAreEjected() {
        var endpoints = apply(settings(1, 0, 100, 0), 2).endpoints();
        endpoints.answered(0, 500);
        endpoints.answered(1, 500);
        assertThat(endpoints.usable()).isZero();
        assertThat(endpoints.pick(random)).isEqualTo(-1);
        assertThat(endpoints.pickOther(random, 0)).isEqualTo(-1);
    }

    @Test
    void belowTheLeastHealthAllAreUsed() {
        var endpoints = apply(settings(1, 0, 100, 50), 4).endpoints();
        endpoints.answered(0, 500);
        endpoints.answered(1, 500);
        assertThat(picked(endpoints)).containsExactly(2, 3);
        endpoints.answered(2, 500);
        assertThat(ejected(endpoints)).isEqualTo("0 1 2");
        assertThat(picked(endpoints)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void anEjectionLastsLongerTheOftenerItHappensAndReturnsAtAnInterval() {
        var endpoints = apply(settings(1, 0, 100, 0), 2).endpoints();
        schedule.advance(Duration.ofSeconds(5));
        endpoints.answered(0, 500);
        schedule.advance(Duration.ofSeconds(34)); // 30 s are over at 35, the next look is at 40
        assertThat(ejected(endpoints)).isEqualTo("0");
        schedule.advance(Duration.ofSeconds(1));
        assertThat(ejected(endpoints)).isEmpty();
        assertThat(picked(endpoints)).containsExactly(0, 1);

        endpoints.answered(0, 500); // at 40
        schedule.advance(Duration.ofSeconds(59));
        assertThat(ejected(endpoints)).isEqualTo("0");
        schedule.advance(Duration.ofSeconds(1));
        assertThat(ejected(endpoints)).isEmpty();

        schedule.advance(Duration.ofSeconds(10)); // one healthy interval: as if ejected once only
        endpoints.answered(0, 500);
        schedule.advance(Duration.ofSeconds(60));
        assertThat(ejected(endpoints)).isEmpty();
        schedule.advance(Duration.ofSeconds(60));
        assertThat(schedule.waiting()).as("nothing is looked after any more").isZero();
    }

    @Test
    void anEjectionLasts300SecondsAtMost() {
        var endpoints = apply(settings(1, 0, 100, 0), 2).endpoints();
        for (int i = 1; i <= 14; i++) {
            endpoints.answered(0, 500);
            schedule.advance(Duration.ofSeconds(Math.min(30L * i, 300)));
            assertThat(ejected(endpoints)).as("ejection " + i).isEmpty();
        }
    }

    @Test
    void errorsAreForgottenAtTheReturn() {
        var endpoints = apply(settings(2, 0, 100, 0), 2).endpoints();
        report(endpoints, "500 500 500"); // the third came late
        schedule.advance(Duration.ofSeconds(30));
        assertThat(ejected(endpoints)).isEmpty();
        report(endpoints, "500");
        assertThat(ejected(endpoints)).isEmpty();
    }

    @Test
    void anEjectionOutlivesSnapshotsUntilTheRuleGoes() {
        var before = apply(settings(1, 0, 100, 0), 3).endpoints();
        before.answered(0, 500);
        var after = apply(settings(2, 0, 100, 0), 3).endpoints();
        assertThat(picked(after)).containsExactly(1, 2);
        after.answered(1, 500);
        assertThat(picked(before)).as("by the new rule").containsExactly(1, 2);
        after.answered(1, 500);
        assertThat(picked(before)).as("of the same endpoints").containsExactly(2);
        assertThat(picked(apply(null, 3).endpoints())).containsExactly(0, 1, 2);
        assertThat(picked(apply(settings(1, 0, 100, 0), 3).endpoints())).containsExactly(0, 1, 2);
    }

    @Test
    void nobodyIsLookedAfterWithoutARule() {
        var endpoints = apply(null, 2).endpoints();
        report(endpoints, "500 500 500 500 500 500 F F F F F F");
        assertThat(ejected(endpoints)).isEmpty();
        assertThat(schedule.waiting()).isZero();
    }

    @Test
    void manyThreadsEjectNoMoreThanAllowed() throws Exception {
        var state = apply(settings(3, 0, 50, 0), 20);
        var endpoints = state.endpoints();
        var ready = new CountDownLatch(4);
        var threads = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    for (int i = 0; i < 4000; i++) {
                        endpoints.answered(i % 20, 500);
                        endpoints.pick(new SplittableRandom(i));
                    }
                }))
                .toArray(Thread[]::new);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(state.ejections()).isEqualTo(10);
        assertThat(endpoints.usable()).isEqualTo(10);
        assertThat(Arrays.stream(ejected(endpoints).split(" "))).hasSize(10);
    }
}

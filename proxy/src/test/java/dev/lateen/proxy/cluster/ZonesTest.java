package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lateen.proxy.cluster.EndpointSet.Member;
import dev.lateen.proxy.cluster.Levels.Part;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.ZoneAwareness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What callers of each zone send to which endpoints.
class ZonesTest {

    /// Shares of up to seven zones are whole numbers of these.
    private static final double ROUNDING = 8.0 / Zones.ALL;

    private final List<Member> members = new ArrayList<>();
    private final List<LocalityShare> callers = new ArrayList<>();

    private void zone(String name, int calls, int... weights) {
        for (int weight : weights) {
            int number = members.size();
            var endpoint = new Endpoint("10.0.0." + number, 80, weight, false, WorkloadRef.UNKNOWN, name, 0);
            members.add(new Member(endpoint, new EndpointState(endpoint.address(), 80, 0), null));
        }
        if (calls > 0) {
            callers.add(new LocalityShare(name, calls));
        }
    }

    private List<Part> divide(String own, int minClusterSize) {
        var zones = new Zones(new ZoneAwareness(own, callers, minClusterSize), members.toArray(Member[]::new));
        return zones.divide(IntStream.range(0, members.size()).toArray());
    }

    /// Part of the requests of a caller that each endpoint gets.
    private double[] shares(String own) {
        var parts = divide(own, 1);
        double all = parts.stream().mapToInt(Part::share).sum();
        var shares = new double[members.size()];
        for (var part : parts) {
            double weights = Arrays.stream(part.indices()).map(this::weight).sum();
            for (int index : part.indices()) {
                shares[index] += part.share() / all * weight(index) / weights;
            }
        }
        return shares;
    }

    private int weight(int index) {
        return members.get(index).endpoint().weight();
    }

    /// One zone after the other: how many call there, and how many endpoints it has.
    @ParameterizedTest(name = "callers {0}, endpoints {1}: {2} of 10,000 stay in the first zone, {3} go to the others")
    @CsvSource({
        "1 1, 3 3, 10000, ''",
        "1 1, 4 2, 10000, ''",
        "1 1, 2 4, 6667, 3333",
        "1 0, 3 3, 5000, 5000",
        "2 1 1, 2 4 2, 5000, 5000 0",
        "3 1 0, 2 2 4, 3334, 0 6666",
        "1 5, 1 5, 10000, ''"
    })
    void asManyStayAsTheOwnEndpointsAreGoodFor(String calls, String endpoints, int own, String others) {
        var called = calls.split(" ");
        var there = endpoints.split(" ");
        for (int i = 0; i < called.length; i++) {
            int[] weights = new int[Integer.parseInt(there[i])];
            Arrays.fill(weights, 1);
            zone("zone/" + i, Integer.parseInt(called[i]), weights);
        }

        var shares = divide("zone/0", 6).stream().mapToInt(Part::share).toArray();

        assertThat(shares[0]).isEqualTo(own);
        assertThat(Arrays.stream(shares).skip(1))
                .containsExactlyElementsOf(
                        others.isEmpty()
                                ? List.of()
                                : Arrays.stream(others.split(" "))
                                        .map(Integer::valueOf)
                                        .toList());
    }

    @Test
    void everyEndpointGetsThePartOfItsWeightWhateverTheZonesAre() {
        long seed = Long.getLong("lateen.seed", 20_261);
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            members.clear();
            callers.clear();
            int zones = random.nextInt(1, 7);
            for (int i = 0; i < zones; i++) {
                zone(
                        "r/z" + i,
                        random.nextInt(i == 0 ? 1 : 0, 30),
                        random.ints(random.nextInt(1, 12), 1, 4).toArray());
            }
            double calls = callers.stream().mapToInt(LocalityShare::weight).sum();
            double weights =
                    IntStream.range(0, members.size()).map(this::weight).sum();
            var received = new double[members.size()];
            for (var caller : callers) {
                var shares = shares(caller.locality());
                for (int i = 0; i < received.length; i++) {
                    received[i] += shares[i] * caller.weight() / calls;
                }
                assertStays(caller, shares, calls, weights, seed);
            }
            for (int i = 0; i < received.length; i++) {
                assertThat(received[i])
                        .as("endpoint %s of %s, seed %s", i, members.size(), seed)
                        .isCloseTo(weight(i) / weights, within(ROUNDING));
            }
        }
    }

    private void assertStays(LocalityShare caller, double[] shares, double calls, double weights, long seed) {
        var here = IntStream.range(0, members.size())
                .filter(i -> caller.locality().equals(members.get(i).endpoint().locality()))
                .toArray();
        double good = Arrays.stream(here).map(this::weight).sum() / weights;
        double most = Math.min(1, good / (caller.weight() / calls));
        assertThat(Arrays.stream(here).mapToDouble(i -> shares[i]).sum())
                .as("what stays of %s, seed %s", caller, seed)
                .isCloseTo(most, within(ROUNDING));
    }

    @Test
    void allAreEqualWithTooFewEndpointsOrNoneNearBy() {
        zone("r/here", 1, 1, 1);
        zone("r/there", 1, 1, 1, 1);

        assertThat(divide("r/here", 5)).as("enough").hasSize(2);
        assertThat(divide("r/here", 6)).as("too few").hasSize(1);
        assertThat(divide("r/elsewhere", 5)).as("none near by").hasSize(1);
        for (var parts : List.of(divide("r/here", 6), divide("r/elsewhere", 5))) {
            assertThat(parts.getFirst().indices()).hasSize(members.size());
        }
    }

    @Test
    void thoseOfWhomNoPlaceIsKnownAreAZoneOfTheirOwn() {
        zone("r/here", 3, 1);
        var endpoint = new Endpoint("10.0.1.0", 80, 1, false, WorkloadRef.UNKNOWN, null, 0);
        members.add(new Member(endpoint, new EndpointState(endpoint.address(), 80, 0), null));
        callers.add(new LocalityShare("", 1));

        assertThat(divide("r/here", 1)).extracting(Part::share).containsExactly(6667, 3333);
    }
}

package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// 100,000 callers of one seed. Bounds are six standard deviations of the binomial distribution.
class StickyChoiceTest {

    private static final int CALLERS = 100_000;
    private static final List<String> TWO = List.of("outbound|80|v1|a.test", "outbound|80|v2|a.test");
    private static final List<String> THREE =
            List.of("outbound|80|v1|a.test", "outbound|80|v2|a.test", "outbound|80|v3|a.test");

    private final long[] callers = callers();

    private static long[] callers() {
        var random = new SplittableRandom(7);
        return IntStream.range(0, CALLERS)
                .mapToLong(i -> StickyChoice.hash("user-" + random.nextLong()))
                .toArray();
    }

    private int[] chosen(List<String> destinations, int... weights) {
        var choice = StickyChoice.of(destinations);
        return Arrays.stream(callers)
                .mapToInt(caller -> choice.destination(caller, weights))
                .toArray();
    }

    private static long moved(int[] before, int[] after, int from, int to) {
        return IntStream.range(0, CALLERS)
                .filter(i -> before[i] == from && after[i] == to)
                .count();
    }

    private static long at(int[] chosen, int destination) {
        return Arrays.stream(chosen).filter(each -> each == destination).count();
    }

    private static void isNear(long count, double share) {
        double deviation = Math.sqrt(CALLERS * share * (1 - share));
        assertThat((double) count).isBetween(CALLERS * share - 6 * deviation, CALLERS * share + 6 * deviation);
    }

    @ParameterizedTest(name = "{0} of 100")
    @CsvSource({"1", "10", "30", "50", "90", "99"})
    void sharesAreThoseOfTheWeights(int canary) {
        isNear(at(chosen(TWO, 100 - canary, canary), 1), canary / 100.0);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"1, 2", "10, 30", "30, 50", "50, 100", "99, 100"})
    void aCanaryThatGrowsLosesNobodyAndGetsExactlyTheMissingShare(int less, int more) {
        var before = chosen(TWO, 100 - less, less);
        var after = chosen(TWO, 100 - more, more);

        assertThat(moved(before, after, 1, 0)).isZero();
        isNear(moved(before, after, 0, 1), (more - less) / 100.0);
    }

    @Test
    void whenItShrinksThoseWhoCameLastLeaveFirst() {
        var ten = chosen(TWO, 90, 10);
        var fifty = chosen(TWO, 50, 50);
        var thirty = chosen(TWO, 70, 30);

        // Nobody of the first ten has left, and who is left was there before.
        assertThat(moved(ten, thirty, 1, 0)).isZero();
        assertThat(moved(fifty, thirty, 0, 1)).isZero();
    }

    @Test
    void weightZeroMeansNobodyAtOnce() {
        assertThat(at(chosen(TWO, 100, 0), 1)).isZero();
        assertThat(at(chosen(TWO, 0, 1), 0)).isZero();
        assertThatThrownBy(() -> StickyChoice.of(TWO).destination(1, new int[] {0, 0}))
                .hasMessage("no destination has a weight");
    }

    /// Only what the others give up moves, and only to the one that grows.
    @Test
    void amongThreeNobodyMovesBetweenThoseThatStayInProportion() {
        var before = chosen(THREE, 80, 10, 10);
        var after = chosen(THREE, 40, 50, 10);

        assertThat(moved(before, after, 1, 0)).isZero();
        assertThat(moved(before, after, 1, 2)).isZero();
        assertThat(moved(before, after, 0, 1) + moved(before, after, 2, 1)).isEqualTo(at(after, 1) - at(before, 1));
    }

    /// Whatever the weights become: who moves goes to a destination that has grown more, so that nobody leaves the one
    /// that has grown most.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void callersMoveOnlyToWhatHasGrownMore(long seed) {
        var random = new SplittableRandom(seed);
        int size = random.nextInt(2, 6);
        var destinations = IntStream.range(0, size).mapToObj(i -> "v" + i).toList();
        int[] weights = weights(random, size);
        int[] before = chosen(destinations, weights);
        for (int step = 0; step < 8; step++) {
            int[] next = weights(random, size);
            int[] after = chosen(destinations, next);
            for (int i = 0; i < CALLERS; i++) {
                int from = before[i];
                int to = after[i];
                if (from != to) {
                    assertThat((long) next[to] * weights[from])
                            .as("%s to %s", Arrays.toString(weights), Arrays.toString(next))
                            .isGreaterThan((long) next[from] * weights[to]);
                }
            }
            sharesAre(after, next);
            weights = next;
            before = after;
        }
    }

    /// One of several grows and shrinks by itself, as a canary does.
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void whoMovesWhenOneGrowsOrShrinksMovesToItOrFromIt(long seed) {
        var random = new SplittableRandom(seed);
        int size = random.nextInt(2, 6);
        var destinations = IntStream.range(0, size).mapToObj(i -> "v" + i).toList();
        int[] weights = weights(random, size);
        int canary = random.nextInt(size);
        int[] before = chosen(destinations, weights);
        for (int step = 0; step < 8; step++) {
            int[] next = weights.clone();
            next[canary] = random.nextInt(1, 101);
            int[] after = chosen(destinations, next);
            long moved = 0;
            for (int i = 0; i < CALLERS; i++) {
                if (before[i] != after[i]) {
                    assertThat(next[canary] > weights[canary] ? after[i] : before[i])
                            .isEqualTo(canary);
                    moved++;
                }
            }
            assertThat(moved).isEqualTo(Math.abs(at(after, canary) - at(before, canary)));
            sharesAre(after, next);
            weights = next;
            before = after;
        }
    }

    private static int[] weights(SplittableRandom random, int size) {
        return random.ints(size, 1, 101).toArray();
    }

    private static void sharesAre(int[] chosen, int[] weights) {
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            isNear(at(chosen, i), weights[i] / sum);
        }
    }

    @Test
    void theOrderOfDestinationsAndTheScaleOfWeightsDoNotMatter() {
        var forward = chosen(TWO, 90, 10);
        var backward = chosen(TWO.reversed(), 1, 9);

        assertThat(IntStream.range(0, CALLERS).allMatch(i -> forward[i] == 1 - backward[i]))
                .isTrue();
    }
}

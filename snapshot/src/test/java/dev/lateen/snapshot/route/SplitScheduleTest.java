package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitScheduleTest {

    @Test
    void ninetyTenTakesTenSlots() {
        var schedule = SplitSchedule.of(90, 10);
        assertThat(text(schedule)).hasSize(10).isEqualTo("0000000001");
        assertThat(SplitSchedule.of(9, 1).length()).isEqualTo(10);
    }

    @Test
    void slotsAreInterleavedAndReduced() {
        assertThat(text(SplitSchedule.of(50, 50))).isEqualTo("01");
        assertThat(text(SplitSchedule.of(25, 25, 25, 25))).isEqualTo("0123");
        assertThat(text(SplitSchedule.of(60, 40))).isEqualTo("01001");
        assertThat(text(SplitSchedule.of(0, 7))).isEqualTo("1");
        assertThat(text(SplitSchedule.of(10, 0, 10))).isEqualTo("02");
        assertThat(text(SplitSchedule.of(5))).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyPrefixIsLessThanOneAwayFromTheIdealShare(long seed) {
        // Given random weights, some of them zero
        var random = new SplittableRandom(seed);
        for (int run = 0; run < 100; run++) {
            int largest = random.nextBoolean() ? 10 : 500;
            var weights = random.ints(random.nextInt(1, 12), 0, largest).toArray();
            weights[0]++;
            long sum = Arrays.stream(weights).asLongStream().sum();

            // When
            var schedule = SplitSchedule.of(weights);

            // Then
            assertThat(sum % schedule.length()).isZero();
            var given = new int[weights.length];
            for (int slot = 0; slot < schedule.length(); slot++) {
                given[schedule.destination(slot)]++;
                for (int i = 0; i < weights.length; i++) {
                    long ideal = (slot + 1L) * weights[i];
                    assertThat(Math.abs(given[i] * sum - ideal))
                            .as("%s after %d slots, destination %d", Arrays.toString(weights), slot + 1, i)
                            .isLessThan(sum);
                }
            }
            for (int i = 0; i < weights.length; i++) {
                assertThat(given[i] * sum).isEqualTo((long) weights[i] * schedule.length());
            }
        }
    }

    @Test
    void anyRunOfWholeSchedulesSplitsExactlyWhereverItBegins() {
        var schedule = SplitSchedule.of(70, 20, 10);
        for (int begin = 0; begin < schedule.length(); begin++) {
            var given = new int[3];
            for (int i = 0; i < 3 * schedule.length(); i++) {
                given[schedule.destination((begin + i) % schedule.length())]++;
            }
            assertThat(given).containsExactly(21, 6, 3);
        }
    }

    @Test
    void longRatiosAreRoundedToTenThousandSlots() {
        // Given coprime weights with a sum far above the limit
        var schedule = SplitSchedule.of(1_000_003, 333_331, 1);

        // Then
        assertThat(schedule.length()).isEqualTo(SplitSchedule.MAX_SLOTS);
        var given = new int[3];
        IntStream.range(0, schedule.length()).forEach(slot -> given[schedule.destination(slot)]++);
        assertThat(given[2]).isEqualTo(1);
        assertThat(given[0]).isBetween(7499, 7501);
        assertThat(given[1]).isBetween(2499, 2501);
    }

    @Test
    void hugeWeightsDoNotOverflow() {
        assertThat(SplitSchedule.of(Integer.MAX_VALUE, Integer.MAX_VALUE).length())
                .isEqualTo(2);
        assertThat(SplitSchedule.of(Integer.MAX_VALUE, 1, Integer.MAX_VALUE - 1).length())
                .isLessThanOrEqualTo(SplitSchedule.MAX_SLOTS);
        assertThat(SplitSchedule.of(9_999, 1).length()).isEqualTo(10_000);
        assertThat(SplitSchedule.of(10_000, 1).length()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void badWeightsAreNamed() {
        assertThatThrownBy(() -> SplitSchedule.of(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights: [0, 0] (expected: at least one above 0)");
        assertThatThrownBy(() -> SplitSchedule.of(1, -2)).hasMessage("weight: -2 (expected: 0 or more)");
        assertThatThrownBy(SplitSchedule::of).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(SplitSchedule schedule) {
        return IntStream.range(0, schedule.length())
                .mapToObj(slot -> Integer.toString(schedule.destination(slot)))
                .collect(Collectors.joining());
    }
}

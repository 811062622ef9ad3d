package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import dev.lateen.snapshot.RetryPolicy.NextEndpoint;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long a further attempt waits: anything up to a bound, all of it as likely.
class BackoffTest {

    private static final int WAITS = 30_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static RetryRules base(long millis) {
        return new RetryRules(new RetryPolicy(
                9,
                0,
                List.of(Condition.FIVE_XX),
                List.of(),
                true,
                millis,
                NextEndpoint.ANOTHER_UNLESS_KEYED,
                false,
                false));
    }

    private static long[] waits(RetryRules rules, int retry, long seed) {
        var random = new SplittableRandom(seed);
        return LongStream.generate(() -> rules.waitNanos(retry, random))
                .limit(WAITS)
                .toArray();
    }

    /// Of 30,000 waits the shortest and the longest tenth, and their mean within six standard deviations.
    @ParameterizedTest(name = "retry {1} with {0} ms: below {2} ms")
    @CsvSource({
        "25, 1, 25",
        "25, 2, 75",
        "25, 3, 175",
        "25, 4, 250",
        "25, 5, 250",
        "25, 9, 250",
        "1, 1, 1",
        "1000, 3, 7000",
        "3600000, 9, 36000000"
    })
    void theBoundDoublesUpToTenTimesTheBase(long base, int retry, long millis) {
        long seed = Long.getLong("lateen.seed", 30);
        long bound = millis * NANOS_PER_MILLI;

        var waits = waits(base(base), retry, seed);

        assertThat(LongStream.of(waits).min().orElseThrow()).as("seed " + seed).isBetween(0L, bound / 1000);
        assertThat(LongStream.of(waits).max().orElseThrow())
                .as("seed " + seed)
                .isBetween(bound - bound / 1000, bound - 1);
        double deviation = bound / Math.sqrt(12.0 * WAITS);
        assertThat(LongStream.of(waits).average().orElseThrow())
                .as("seed " + seed)
                .isBetween(bound / 2.0 - 6 * deviation, bound / 2.0 + 6 * deviation);
        for (int tenth = 0; tenth < 10; tenth++) {
            long from = bound / 10 * tenth;
            assertThat(LongStream.of(waits).filter(wait -> wait >= from && wait < from + bound / 10))
                    .as("tenth %d, seed %d", tenth, seed)
                    .hasSizeBetween(2_688, 3_312);
        }
    }

    @Test
    void theSameSeedGivesTheSameWaits() {
        assertThat(waits(base(25), 2, 7)).isEqualTo(waits(base(25), 2, 7)).isNotEqualTo(waits(base(25), 2, 8));
    }

    @Test
    void withoutABaseThereIsNoWait() {
        assertThat(waits(base(0), 3, 1)).containsOnly(0);
    }
}

package dev.lateen.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshTimesTest {

    private final RandomGenerator random = new SplittableRandom();

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1000", "30, 30000", "300, 300000", "86400, 300000", "4294967295, 300000"})
    void theTtlHoldsWithinBounds(long ttlSeconds, long expectedMillis) {
        assertThat(RefreshTimes.afterAnswer(ttlSeconds)).isEqualTo(expectedMillis);
    }

    @RepeatedTest(20)
    void failuresAreRetriedLaterAndLaterWithJitter() {
        assertThat(RefreshTimes.afterFailure(1, random)).isBetween(1_000L, 2_000L);
        assertThat(RefreshTimes.afterFailure(2, random)).isBetween(2_000L, 4_000L);
        assertThat(RefreshTimes.afterFailure(100, random)).isBetween(15_000L, 30_000L);
    }

    @Test
    void proxiesThatFailedTogetherDoNotAskTogether() {
        assertThat(random.ints(50, 0, 1)
                        .mapToLong(_ -> RefreshTimes.afterFailure(5, random))
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }
}

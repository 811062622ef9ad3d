package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebouncerTest {

    private static final Debouncer.Window WINDOW = new Debouncer.Window(Duration.ofMillis(10), Duration.ofMillis(100));

    @ParameterizedTest
    @CsvSource({"0, 0, 10", "0, 5, 15", "0, 89, 99", "0, 90, 100", "0, 99, 100", "50, 140, 150"})
    void actsAfterQuietButNotLaterThanTheMaximum(long firstMillis, long lastMillis, long dueMillis) {
        long due = WINDOW.due(nanos(firstMillis), nanos(lastMillis));
        assertThat(due).isEqualTo(nanos(dueMillis));
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "5, 15", "95, 100"})
    void survivesTheOverflowOfTheClock(long lastMillis, long dueMillis) {
        long first = Long.MAX_VALUE - nanos(3);
        long due = WINDOW.due(first, first + nanos(lastMillis));
        assertThat(due - first).isEqualTo(nanos(dueMillis));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

package dev.lateen.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {

    @Test
    void looksUntilTheConditionHolds() {
        var looks = new AtomicInteger();
        Eventually.await("three looks", () -> looks.incrementAndGet() == 3);
        assertThat(looks).hasValue(3);
    }

    @Test
    void givesTheFirstAcceptedValue() {
        var looks = new AtomicInteger();
        assertThat(Eventually.value("even", looks::incrementAndGet, n -> n % 2 == 0))
                .isEqualTo(2);
    }

    @Test
    void failureNamesWhatWasAwaitedAndTheLastValue() {
        assertThatThrownBy(() -> Eventually.value(Duration.ofMillis(5), "seven", () -> 6, n -> n == 7))
                .isInstanceOf(AssertionError.class)
                .hasMessage("seven: not within 5 ms (last value: 6)");
    }

    @Test
    void repeatsAssertionsAndKeepsTheLastFailureAsCause() {
        var looks = new AtomicInteger();
        Eventually.asserted(() -> assertThat(looks.incrementAndGet()).isEqualTo(3));
        assertThatThrownBy(() -> Eventually.await(Duration.ofMillis(5), "never", () -> {
                    throw new IllegalStateException("boom");
                }))
                .hasMessageContaining("never")
                .hasRootCauseMessage("boom");
    }

    @Test
    void sameSeedGivesTheSameValues() {
        var one = Seeds.random("one", 42);
        var other = Seeds.random("other", 42);
        assertThat(Seeds.text(one, "abc", 20))
                .isEqualTo(Seeds.text(other, "abc", 20))
                .matches("[abc]{1,20}");
        assertThat(Seeds.bytes(one, 9)).isEqualTo(Seeds.bytes(other, 9)).hasSize(9);
    }
}

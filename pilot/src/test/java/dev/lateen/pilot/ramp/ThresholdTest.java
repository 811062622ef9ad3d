package dev.lateen.pilot.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.pilot.push.DestinationCounts;
import dev.lateen.snapshot.push.LatencyBuckets;
import dev.lateen.snapshot.push.Report.RouteCount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {

    @Test
    void severalLimitsAreReadWithTheirUnits() {
        assertThat(Threshold.parse("errors>1%, p99>250ms,p99.9 > 1.5s"))
                .isEqualTo(List.of(
                        new Threshold.Errors(1), new Threshold.Latency(99, 250), new Threshold.Latency(99.9, 1500)));
        assertThat(Threshold.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"errors>1", "errors<1%", "errors>100%", "p0>1s", "p99>250", "p99>1m", "rps>5", ",", "errors>1%,"
            })
    void whatIsNoLimitIsNamed(String text) {
        assertThatThrownBy(() -> Threshold.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: limits like errors>1% and p99>250ms, with commas in between)");
    }

    @Test
    void aLimitThatIsReachedIsNotBroken() {
        assertThat(new Threshold.Errors(1).breach(counts(99, 1))).isEmpty();
        assertThat(new Threshold.Errors(1).breach(counts(98, 2))).contains("errors 2% > 1% (2 of 100 requests)");
    }

    @Test
    void aLatencyIsToldInNumbers() {
        assertThat(new Threshold.Latency(99, 250).breach(counts(100, 0)).orElseThrow())
                .matches("p99 3[0-9]{2}(\\.[0-9])? ms > 250 ms \\(100 requests\\)");
        assertThat(new Threshold.Latency(99, 400).breach(counts(100, 0))).isEmpty();
        assertThat(new Threshold.Latency(99, 250).breach(new DestinationCounts()))
                .isEmpty();
    }

    /// All of 320 ms.
    private static DestinationCounts counts(long good, long bad) {
        int bucket = LatencyBuckets.of(TimeUnit.MILLISECONDS.toNanos(320));
        DestinationCounts counts = new DestinationCounts();
        counts.add(new RouteCount("a/0", "c", bad, 0, 0, Map.of(bucket, good + bad)));
        return counts;
    }
}

package dev.lateen.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.benchmarks.report.Measurement.Percentiles;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void aRatioIsThatOfTheSameRounds() {
        // Given: the machine was three times slower in the second round
        var ours = summary(10, 30, 11);
        var theirs = summary(20, 60, 20);
        // Then
        assertThat(ours.ratio(theirs, Measurement::processorMicros)).isEqualTo(0.5);
        assertThat(theirs.ratio(ours, Measurement::processorMicros)).isEqualTo(2);
    }

    @Test
    void whoUsesNothingHasNoRatio() {
        assertThat(summary(10).ratio(summary(0), Measurement::processorMicros)).isNaN();
    }

    @Test
    void theMedianOfTwoIsTheirMean() {
        assertThat(summary(10, 20).median(Measurement::userMicros)).isEqualTo(15);
    }

    private static Summary summary(double... micros) {
        return new Summary(
                "x", DoubleStream.of(micros).mapToObj(SummaryTest::round).toList());
    }

    private static Measurement round(double micros) {
        return new Measurement(micros, 0, 1, new Percentiles(1, 1, 1, 1), 1, 1, 0);
    }
}

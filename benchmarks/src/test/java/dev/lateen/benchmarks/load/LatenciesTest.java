package dev.lateen.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantilesAreExactToTwoPercent() {
        var latencies = new Latencies();
        LongStream.rangeClosed(1, 100_000).forEach(micros -> latencies.record(micros * 1_000));
        for (var quantile : new double[] {0.5, 0.9, 0.99, 0.999}) {
            assertThat(latencies.micros(quantile)).isCloseTo(quantile * 100_000, Percentage.withPercentage(2));
        }
        assertThat(latencies.total()).isEqualTo(100_000);
    }

    @Test
    void oneOutlierShowsOnlyAtTheEnd() {
        var latencies = new Latencies();
        LongStream.range(0, 999).forEach(_ -> latencies.record(10_000));
        latencies.record(5_000_000_000L);
        assertThat(latencies.micros(0.99)).isCloseTo(10, within(0.2));
        assertThat(latencies.micros(1)).isCloseTo(5_000_000, Percentage.withPercentage(2));
    }

    @Test
    void nothingHasNoQuantile() {
        assertThat(new Latencies().micros(0.5)).isZero();
    }
}

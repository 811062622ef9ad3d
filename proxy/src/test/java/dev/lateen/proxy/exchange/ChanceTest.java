package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Seeds;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {

    /// Hits among ten million throws of one seed; the expected number is `millionths * 10`, and six standard deviations
    /// of the binomial distribution are `6 * sqrt(n * p * (1 - p))`.
    @ParameterizedTest(name = "{0} millionths: {1} to {2}")
    @CsvSource({
        "0, 0, 0",
        "1, 0, 29",
        "10000, 98111, 101889",
        "500000, 4990513, 5009487",
        "999999, 9999971, 10000000",
        "1000000, 10000000, 10000000"
    })
    void aShareIsHitWithinItsBounds(int millionths, int atLeast, int atMost) {
        var random = Seeds.random("chance", 42);
        long hits = IntStream.range(0, 10_000_000)
                .filter(_ -> Chance.hits(millionths, random))
                .count();
        assertThat(hits).isBetween((long) atLeast, (long) atMost);
    }
}

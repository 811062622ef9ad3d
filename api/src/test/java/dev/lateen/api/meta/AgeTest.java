package dev.lateen.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {

    @ParameterizedTest
    @CsvSource({"0,0s", "119,119s", "120,2m", "432,7m12s", "3600,60m", "14400,4h", "259200,3d", "-5,0s"})
    void ageReadsAsWithKubectl(long seconds, String shown) {
        assertThat(Age.of(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }
}

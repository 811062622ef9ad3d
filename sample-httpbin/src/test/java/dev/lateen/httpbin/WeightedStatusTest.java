package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedStatusTest {

    @ParameterizedTest
    @CsvSource({"0, 200", "0.749, 200", "0.75, 500", "0.999, 500"})
    void sharesTheRangeByWeight(double point, int status) {
        assertThat(WeightedStatus.parse("200:3,500:1").pick(point)).isEqualTo(status);
    }

    @Test
    void countsACodeWithoutWeightAsOne() {
        WeightedStatus status = WeightedStatus.parse("200, 404:1");

        assertThat(status.pick(0.49)).isEqualTo(200);
        assertThat(status.pick(0.5)).isEqualTo(404);
    }

    @Test
    void neverPicksAWeightOfZero() {
        WeightedStatus status = WeightedStatus.parse("500:0,200:1,404:0");

        for (double point = 0; point < 1; point += 0.01) {
            assertThat(status.pick(point)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "100", "199", "600", "200:x", "200:-1", "200:NaN", "200,,500", "200:0", ":1"})
    void namesTheListThatItRefuses(String codes) {
        assertThatThrownBy(() -> WeightedStatus.parse(codes))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("status: \"" + codes + "\" (expected: ");
    }
}

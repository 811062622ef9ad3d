package dev.lateen.pilot.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleWeightsTest {

    @Test
    void theOthersShareTheRestAsBefore() {
        RuleWeights rule = new RuleWeights(0, 1, List.of(60, 0, 30));
        assertThat(rule.with(10)).containsExactly(60, 10, 30);
        assertThat(rule.with(25)).containsExactly(50, 25, 25);
        assertThat(rule.with(100)).containsExactly(0, 100, 0);
    }

    @Test
    void roundingLosesNothingAndGivesNothingToWhoHadNothing() {
        RuleWeights rule = new RuleWeights(0, 0, List.of(1, 1, 1, 0, 5));
        IntStream.rangeClosed(0, 100).forEach(percent -> {
            List<Integer> weights = rule.with(percent);
            assertThat(weights.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
            assertThat(weights.getFirst()).isEqualTo(percent);
            assertThat(weights.get(3)).isZero();
            assertThat(weights.get(4)).isBetween((100 - percent) * 5 / 7, (100 - percent) * 5 / 7 + 1);
        });
    }

    @Test
    void theShareIsThatOfTheWholeSum() {
        assertThat(new RuleWeights(0, 0, List.of(1, 3)).share()).isEqualTo(25);
        assertThat(new RuleWeights(0, 0, List.of(0, 0)).share()).isZero();
        assertThat(new RuleWeights(0, 0, List.of(7, 0)).hasOthers()).isFalse();
    }
}

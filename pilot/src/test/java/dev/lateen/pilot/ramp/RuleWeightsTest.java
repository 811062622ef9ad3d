package dev.lateen.pilot.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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

    /// Else callers would leave the target for that one.
    @Test
    void whenTheTargetGrowsNobodyElseDoes() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 500; round++) {
            List<Integer> others =
                    random.ints(1 + random.nextInt(4), 0, 13).boxed().toList();
            if (others.stream().allMatch(weight -> weight == 0)) {
                continue;
            }
            List<Integer> all = new ArrayList<>(others);
            all.addFirst(0);
            RuleWeights rule = new RuleWeights(0, 0, all);
            for (int percent = 1; percent <= 100; percent++) {
                List<Integer> before = rule.with(percent - 1);
                List<Integer> after = rule.with(percent);
                for (int i = 1; i < all.size(); i++) {
                    assertThat(after.get(i)).as("%s at %d", all, percent).isLessThanOrEqualTo(before.get(i));
                }
            }
        }
    }

    @Test
    void theShareIsThatOfTheWholeSum() {
        assertThat(new RuleWeights(0, 0, List.of(1, 3)).share()).isEqualTo(25);
        assertThat(new RuleWeights(0, 0, List.of(0, 0)).share()).isZero();
        assertThat(new RuleWeights(0, 0, List.of(7, 0)).hasOthers()).isFalse();
    }
}

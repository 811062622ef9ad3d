package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Large inputs are bounded, spoilt ones never throw, good ones lose nothing.
class RobustnessTest {

    private static final String GOOD = HostileInputTest.GOOD;

    private static ReadResult read(String yaml) {
        return ResourceReader.read("x.yaml", yaml, "default");
    }

    @Test
    void refusesFiftyMegabytesAtOnce() {
        String huge = GOOD + "# " + "x".repeat(50 * 1024 * 1024);
        assertThat(read(huge).violations())
                .singleElement()
                .asString()
                .contains("characters (expected: at most 33554432)");
    }

    @Test
    void refusesAnEndlessDocumentWithoutBuildingIt() {
        String list = GOOD.replace("[reviews]", "[" + "a,".repeat(2_100_000) + "]");
        assertThat(read(list).violations())
                .singleElement()
                .asString()
                .startsWith("more than 2000000 values in a document at x.yaml:6");
    }

    @Test
    void readsTenThousandResources() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            yaml.append(GOOD.replace("name: reviews\n", "name: reviews-" + i + "\n"))
                    .append("---\n");
        }
        ReadResult result = read(yaml.toString());
        assertThat(result.errors()).isEmpty();
        assertThat(result.resources()).hasSize(10_000);
        Resource<?> last = result.resources().getLast();
        assertThat(last.key().name()).isEqualTo("reviews-9999");
        assertThat(last.source().line("spec.hosts")).isEqualTo(9_999 * 19 + 6);
    }

    @Test
    void keepsTheOrderOfMaps() {
        DestinationRule rule = (DestinationRule)
                read(Samples.DESTINATION_RULE).resources().getFirst().spec();
        assertThat(rule.subsets().getFirst().labels().keySet()).containsExactly("version", "app", "zone", "b", "a");
    }

    @Test
    void refusesBillionsOfLaughs() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for (int i = 1; i < 20; i++) {
            String below = "*a" + (i - 1);
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, below))));
        }
        assertThat(read(GOOD.replace("spec:\n", laughs + "spec:\n")).violations())
                .singleElement()
                .asString()
                .startsWith("too many values once aliases are expanded at x.yaml:");
        assertThat(read(GOOD + "x: &x [a]\ny: [" + "*x, ".repeat(2_000) + "]\n").violations())
                .singleElement()
                .asString()
                .startsWith("more than 1000 aliases at x.yaml:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[{a: ", "&a [", "!!seq ["})
    void refusesBottomlessNesting(String step) {
        assertThat(read(step.repeat(1_000_000)).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.isError()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"x\"", "'x'", "|\n        x", ">\n        x"})
    void refusesHugeValues(String style) {
        String huge = style.replace("x", "y".repeat(4 * 1024 * 1024));
        assertThat(read(GOOD.replace("[reviews]", huge)).violations())
                .singleElement()
                .asString()
                .matches("a value of 419430[45] characters \\(expected: at most 3145728\\) at x.yaml:6");
    }

    @Test
    void quotesLittleOfALongValue() {
        assertThat(read(GOOD.replace("weight: 90", "weight: " + "y".repeat(1_000_000)))
                        .errors())
                .singleElement()
                .asString()
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverThrowsOnMutations(long seed) {
        spoil(new Random(seed), seed, 400);
    }

    @Test
    @Tag("long")
    void neverThrowsOnManyMutations() {
        long seed = Long.getLong("lateen.seed", System.nanoTime());
        System.out.println("-Dlateen.seed=" + seed);
        spoil(new Random(seed), seed, 200_000);
    }

    private static void spoil(Random random, long seed, int mutants) {
        List<String> seeds = new ArrayList<>(
                List.of(GOOD, Samples.DESTINATION_RULE, Samples.SERVICE, Samples.GATEWAY, Samples.ENTRIES));
        for (Kind kind : Kind.values()) {
            seeds.add(KindSamples.of(kind));
        }
        List<Function<String, String>> mutations = Samples.mutations(random);
        for (int i = 0; i < mutants; i++) {
            String yaml = seeds.get(random.nextInt(seeds.size()));
            int steps = 1 + random.nextInt(6);
            for (int step = 0; step < steps; step++) {
                yaml = mutations.get(random.nextInt(mutations.size())).apply(yaml);
            }
            try {
                read(yaml);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed %d, mutant %d:%n%s".formatted(seed, i, yaml), e);
            }
        }
    }
}

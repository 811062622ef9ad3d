package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
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
    void documentsSurviveTheRoundTrip() throws Exception {
        for (String yaml : List.of(GOOD, Samples.DESTINATION_RULE, Samples.SERVICE, Samples.GATEWAY)) {
            Resource<?> first = read(yaml).resources().getFirst();
            String json = new ObjectMapper().writeValueAsString(first.document());
            Resource<?> second = read(json).resources().getFirst();
            assertThat(second.document()).hasToString(first.document().toString());
            assertThat(second.spec()).isEqualTo(first.spec());
            assertThat(second.metadata()).isEqualTo(first.metadata());
        }
    }

    @Test
    void keepsTheOrderOfMaps() {
        DestinationRule rule = (DestinationRule)
                read(Samples.DESTINATION_RULE).resources().getFirst().spec();
        assertThat(rule.subsets().getFirst().labels().keySet()).containsExactly("version", "app", "zone", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverThrowsOnMutations(long seed) {
        Random random = new Random(seed);
        List<String> seeds = List.of(GOOD, Samples.DESTINATION_RULE, Samples.SERVICE, Samples.GATEWAY, Samples.ENTRIES);
        List<Function<String, String>> mutations = Samples.mutations(random);
        for (int i = 0; i < 400; i++) {
            String yaml = seeds.get(random.nextInt(seeds.size()));
            int steps = 1 + random.nextInt(6);
            for (int step = 0; step < steps; step++) {
                yaml = mutations.get(random.nextInt(mutations.size())).apply(yaml);
            }
            String mutant = yaml;
            assertThatCode(() -> read(mutant))
                    .as("seed %d, mutant %d:%n%s", seed, i, mutant)
                    .doesNotThrowAnyException();
        }
    }
}

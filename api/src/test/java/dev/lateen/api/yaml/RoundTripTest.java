package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is read, written and read again is the same, whatever it holds that Lateen knows nothing of.
class RoundTripTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("lateen.seed", 20_261_127);
    private static final int ROUNDS = 60;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "1",
            "1.50",
            "true",
            "null",
            "~",
            "- a",
            "a: b",
            "#",
            "'",
            "\"",
            "\\",
            "\n",
            "\t",
            "<<",
            "*x",
            "&x",
            "!x",
            "%",
            "@",
            "\u00e9",
            "\ud83d\ude00",
            "{}",
            "[",
            "2026-01-01",
            "0x1F",
            "1e3",
            ".inf",
            "yes");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingOfADocumentIsLost(Kind kind) throws IOException {
        var random = new Random(SEED + kind.ordinal());
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            ObjectNode given = (ObjectNode) JSON.readTree(KindSamples.of(kind));
            ObjectNode metadata = (ObjectNode) given.get("metadata");
            metadata.set("managedFields", value(random, 4));
            metadata.set("other-" + random.nextInt(), value(random, 3));
            metadata.putObject("annotations").put("example.com/a", text(random));
            given.set("status", value(random, 4));
            if (kind.isPartial() && !kind.hasSpec()) {
                given.set("future", value(random, 3));
            } else if (kind.isPartial()) {
                ((ObjectNode) given.get("spec")).set("future", value(random, 3));
            }

            // When
            Resource<?> first = read(given.toString());

            // Then
            assertThat(first.document()).as("seed %d", SEED).hasToString(given.toString());
            assertSame(first);
        }
    }

    @Test
    void nothingOfThePeersResourcesIsLost() throws IOException {
        String cases = System.getProperty("lateen.cases", "");
        assumeTrue(!cases.isEmpty() && Files.isDirectory(Path.of(cases)), "no lateen.cases");
        int resources = 0;
        try (Stream<Path> files = Files.walk(Path.of(cases))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                ReadResult read = ResourceReader.read(file.toString(), Files.readString(file), "default");
                for (Resource<?> resource : read.resources()) {
                    assertSame(resource);
                    resources++;
                }
            }
        }
        System.out.println("round trip: " + resources + " resources of the peers");
        assertThat(resources).isGreaterThan(300);
    }

    private static void assertSame(Resource<?> first) throws IOException {
        Resource<?> second = read(JSON.writeValueAsString(first.document()));
        assertThat(second.document()).hasToString(first.document().toString());
        assertThat(second.spec()).isEqualTo(first.spec());
        assertThat(second.metadata()).isEqualTo(first.metadata());
    }

    private static Resource<?> read(String text) {
        ReadResult result = ResourceReader.read(null, text, "default");
        assertThat(result.errors()).as(text).isEmpty();
        return result.resources().getFirst();
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case 1 -> JsonNodeFactory.instance.numberNode(random.nextLong());
            case 2 -> JsonNodeFactory.instance.numberNode(BigDecimal.valueOf(random.nextInt(100_000), 2));
            case 3 -> JsonNodeFactory.instance.nullNode();
            case 4 -> JsonNodeFactory.instance.textNode(text(random));
            case 5 -> {
                var array = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                var object = JsonNodeFactory.instance.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set("k" + text(random), value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size())) + TEXTS.get(random.nextInt(TEXTS.size()));
    }
}

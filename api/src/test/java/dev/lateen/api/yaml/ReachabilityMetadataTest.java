package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A native executable sees only the classes that the metadata names: everything that the binder fills must be there.
class ReachabilityMetadataTest {

    private static final String FILE = "/META-INF/native-image/dev.lateen/api/reachability-metadata.json";

    @Test
    void everyTypeThatTheBinderFillsIsRegisteredWholeAndNothingElse() throws Exception {
        // Given
        Set<String> needed = new TreeSet<>();
        for (Kind kind : Kind.values()) {
            collect(kind.specType(), needed);
        }

        // When
        Set<String> registered = new TreeSet<>();
        try (var in = ReachabilityMetadataTest.class.getResourceAsStream(FILE)) {
            for (JsonNode entry : new ObjectMapper().readTree(in).get("reflection")) {
                registered.add(entry.get("type").asText());
                assertThat(entry.get("allDeclaredConstructors").asBoolean()).isTrue();
                assertThat(entry.get("allDeclaredMethods").asBoolean()).isTrue();
                assertThat(entry.get("allDeclaredFields").asBoolean()).isTrue();
            }
        }

        // Then
        assertThat(registered).containsExactlyElementsOf(needed);
    }

    private static void collect(Type type, Set<String> found) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                collect(argument, found);
            }
        } else if (type instanceof Class<?> plain
                && plain.getName().startsWith("dev.lateen.")
                && found.add(plain.getName())
                && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                collect(component.getGenericType(), found);
            }
        }
    }
}

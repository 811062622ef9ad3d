package dev.lateen.snapshot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.Decision;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A native executable sees only the classes that the metadata names: everything that Jackson writes must be there.
class ReachabilityMetadataTest {

    private static final String FILE = "/META-INF/native-image/dev.lateen/snapshot/reachability-metadata.json";

    private static final List<Class<?>> ROOTS = List.of(
            Snapshot.class,
            SnapshotEvent.class,
            DeltaEvent.class,
            SecretsEvent.class,
            Ack.class,
            Demand.class,
            Demand.Answer.class,
            Report.class,
            Report.Answer.class,
            ProxyNode.class,
            ProxyStatus.class,
            RevisionStatus.class,
            Decision.class);

    @Test
    void everyTypeThatJacksonTouchesIsRegisteredWhole() throws Exception {
        // Given
        var needed = new TreeSet<String>();
        ROOTS.forEach(root -> collect(root, needed));
        needed.add(WireMapper.DefaultValueFilter.class.getName());

        // When
        var registered = new TreeSet<String>();
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
            Arrays.stream(parameterized.getActualTypeArguments()).forEach(argument -> collect(argument, found));
        } else if (type instanceof Class<?> plain
                && plain.getName().startsWith("dev.lateen.")
                && found.add(plain.getName())) {
            parts(plain).forEach(part -> collect(part, found));
        }
    }

    private static List<Type> parts(Class<?> type) {
        var parts = new ArrayList<Type>();
        if (type.isRecord()) {
            Arrays.stream(type.getRecordComponents()).forEach(component -> parts.add(component.getGenericType()));
        }
        if (type.isSealed()) {
            parts.addAll(List.of(type.getPermittedSubclasses()));
        }
        return parts;
    }
}

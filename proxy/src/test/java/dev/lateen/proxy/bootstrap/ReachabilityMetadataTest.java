package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What the native image's metadata names must exist in the Netty that is in use: a renamed field would only show as a
/// failure of the executable.
class ReachabilityMetadataTest {

    private static final String FILE = "/META-INF/native-image/dev.lateen/proxy/reachability-metadata.json";

    @Test
    void everyNameExists() throws Exception {
        JsonNode metadata;
        try (var in = ReachabilityMetadataTest.class.getResourceAsStream(FILE)) {
            metadata = new ObjectMapper().readTree(in);
        }
        assertThat(metadata.get("reflection")).hasSizeGreaterThan(20);
        for (var entry : metadata.get("reflection")) {
            if (entry.get("type").isTextual()) {
                check(entry);
            } else {
                for (var type : entry.get("type").get("proxy")) {
                    assertThat(load(type.asText()).isInterface()).isTrue();
                }
            }
        }
    }

    private static void check(JsonNode entry) throws Exception {
        var type = load(entry.get("type").asText());
        for (var field : entry.path("fields")) {
            assertThat(type.getDeclaredField(field.get("name").asText())).isNotNull();
        }
        for (var method : entry.path("methods")) {
            var name = method.get("name").asText();
            var types = StreamSupport.stream(method.get("parameterTypes").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            var executables = name.equals("<init>") ? type.getDeclaredConstructors() : type.getDeclaredMethods();
            assertThat(Arrays.stream(executables)
                            .filter(found ->
                                    name.equals("<init>") || found.getName().equals(name))
                            .map(found -> Arrays.stream(found.getParameterTypes())
                                    .map(Class::getName)
                                    .toList()))
                    .as(type + "." + name)
                    .contains(types);
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, ReachabilityMetadataTest.class.getClassLoader());
    }
}

package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {

    private static final String PORTS = "{\"ports\":[{\"port\":80,\"name\":\"a\"},{\"port\":90,\"name\":\"b\"}]}";

    @Test
    void elementsAreFoundByTheirKey() {
        assertThat(strategic(PORTS, "{\"ports\":[{\"port\":90,\"name\":\"c\"},{\"port\":100}]}"))
                .isEqualTo(
                        json("{\"ports\":[{\"port\":80,\"name\":\"a\"},{\"port\":90,\"name\":\"c\"},{\"port\":100}]}"));
    }

    @Test
    void elementsAreDeletedAndOrderedByDirectives() {
        String patch = """
                {"$setElementOrder/ports":[{"port":100},{"port":90}],
                 "ports":[{"port":100},{"$patch":"delete","port":80}]}""";
        assertThat(strategic(PORTS, patch))
                .isEqualTo(json("{\"ports\":[{\"port\":100},{\"port\":90,\"name\":\"b\"}]}"));
    }

    @Test
    void listsAndObjectsAreReplacedWhenThePatchSaysSo() {
        assertThat(strategic(PORTS, "{\"ports\":[{\"$patch\":\"replace\"},{\"port\":1}]}"))
                .isEqualTo(json("{\"ports\":[{\"port\":1}]}"));
        assertThat(strategic("{\"a\":{\"x\":1}}", "{\"a\":{\"$patch\":\"replace\",\"y\":2}}"))
                .isEqualTo(json("{\"a\":{\"y\":2}}"));
        assertThat(strategic("{\"a\":{\"x\":1},\"b\":2}", "{\"a\":null}")).isEqualTo(json("{\"b\":2}"));
        assertThat(strategic("{\"a\":{\"x\":1,\"y\":2}}", "{\"a\":{\"$retainKeys\":[\"x\"],\"x\":3}}"))
                .isEqualTo(json("{\"a\":{\"x\":3}}"));
        assertThat(strategic("{\"finalizers\":[\"a\",\"b\"]}", "{\"$deleteFromPrimitiveList/finalizers\":[\"a\"]}"))
                .isEqualTo(json("{\"finalizers\":[\"b\"]}"));
        assertThat(strategic("{\"list\":[1,2]}", "{\"list\":[3]}")).isEqualTo(json("{\"list\":[3]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"op\":\"add\",\"path\":\"/l/0\",\"value\":0}       | {\"a\":{\"b\":1},\"l\":[0,1,2]}",
                "{\"op\":\"add\",\"path\":\"/l/-\",\"value\":3}       | {\"a\":{\"b\":1},\"l\":[1,2,3]}",
                "{\"op\":\"replace\",\"path\":\"/a/b\",\"value\":2}   | {\"a\":{\"b\":2},\"l\":[1,2]}",
                "{\"op\":\"remove\",\"path\":\"/l/1\"}                | {\"a\":{\"b\":1},\"l\":[1]}",
                "{\"op\":\"move\",\"from\":\"/a/b\",\"path\":\"/c\"}  | {\"a\":{},\"l\":[1,2],\"c\":1}",
                "{\"op\":\"copy\",\"from\":\"/a/b\",\"path\":\"/c\"}  | {\"a\":{\"b\":1},\"l\":[1,2],\"c\":1}",
                "{\"op\":\"test\",\"path\":\"/a/b\",\"value\":1}      | {\"a\":{\"b\":1},\"l\":[1,2]}",
            })
    void jsonPatchDoesWhatRfc6902Says(String operation, String expected) {
        JsonNode target = json("{\"a\":{\"b\":1},\"l\":[1,2]}");
        assertThat(JsonPatch.apply(target, json("[" + operation + "]"))).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"op\":\"remove\",\"path\":\"/none\"}              | nothing is at /none",
                "{\"op\":\"add\",\"path\":\"/l/9\",\"value\":1}      | index 9 (expected: 0..1)",
                "{\"op\":\"test\",\"path\":\"/l/0\",\"value\":7}     | the value is 1",
                "{\"op\":\"merge\",\"path\":\"/l\"}                  | expected: add, remove",
                "{\"op\":\"add\",\"path\":\"l\",\"value\":1}         | Invalid input",
            })
    void whatCannotBePatchedIsNamed(String operation, String reason) {
        assertThatThrownBy(() -> JsonPatch.apply(json("{\"l\":[1]}"), json("[" + operation + "]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static JsonNode strategic(String target, String patch) {
        return StrategicMergePatch.apply((ObjectNode) json(target), (ObjectNode) json(patch));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void indentsByTwoAndKeepsTheOrderOfTheMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, true, "x"));
        map.put("a", null);
        map.put("c", Map.of());
        map.put("d", List.of());

        assertThat(JsonText.pretty(map)).isEqualTo("""
                {
                  "b": [
                    1,
                    true,
                    "x"
                  ],
                  "a": null,
                  "c": {},
                  "d": []
                }
                """);
    }

    @Test
    void writesOneLineWithSpacesBehindCommasAndColons() {
        assertThat(JsonText.line(List.of(1, Map.of("a", "b"), "c"))).isEqualTo("[1, {\"a\": \"b\"}, \"c\"]");
    }

    @Test
    void escapesQuotesControlsAndEverythingBeyondAscii() {
        assertThat(JsonText.line("\"\\\n\r\t\b\f\u0001\u007fé\uD83D\uDE00"))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\u00e9\\ud83d\\ude00\"");
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> JsonText.line(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNestedValuesWithSortedKeys() {
        byte[] body = "{\"z\": 1.5, \"a\": [1, {\"k\": null}, false]}".getBytes(StandardCharsets.UTF_8);

        assertThat(JsonText.line(JsonReader.read(body).orElseThrow()))
                .isEqualTo("{\"a\": [1, {\"k\": null}, false], \"z\": 1.5}");
    }

    @Test
    void readsNothingFromWhatIsNotOneValue() {
        for (String body : List.of("", "null", "{", "{} {}", "hello", "[1,]")) {
            assertThat(JsonReader.read(body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isEmpty();
        }
    }
}

package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// YAML as people and machines really write it, and as somebody would who means harm.
class HostileInputTest {

    private static final String HEAD = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: reviews
            """;

    static final String GOOD = HEAD + """
            spec:
              hosts: [reviews]
              http:
              - timeout: 5s
                mirrorPercent: 10
                corsPolicy:
                  allowCredentials: true
                retries:
                  attempts: 3
                route:
                - destination: {host: reviews, subset: v1}
                  weight: 90
                - destination: {host: reviews, subset: v2}
                  weight: 10
            """;

    private static ReadResult read(String yaml) {
        return ResourceReader.read("x.yaml", yaml, "default");
    }

    private static VirtualService spec(String yaml) {
        ReadResult result = read(yaml);
        assertThat(result.errors()).isEmpty();
        return (VirtualService) result.resources().getFirst().spec();
    }

    private static List<String> messages(String yaml) {
        return read(yaml).errors().stream()
                .map(violation -> violation.path() + ": " + violation.message())
                .toList();
    }

    @Test
    void readsSnakeAliases() {
        VirtualService service = spec(GOOD.replace("mirrorPercent", "mirror_percent"));
        assertThat(service.http().getFirst().mirrorPercent()).isEqualTo(10);
    }

    @Test
    void refusesAFieldUnderBothItsNames() {
        assertThat(messages(GOOD.replace("    mirrorPercent", "    mirror_percent: 5\n    mirrorPercent")))
                .containsExactly("spec.http[0].mirrorPercent: given twice (expected: once)");
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "'\"90\"', 90", "0x5A, 90", "0o132, 90", "9e1, 90", "90.0, 90", "+90, 90", "!!int 90, 90"})
    void readsWholeNumbersInEveryClearForm(String given, int expected) {
        VirtualService service = spec(GOOD.replace("weight: 90", "weight: " + given));
        assertThat(service.http().getFirst().route().getFirst().weight()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10_000, '\"10_000\"'",
        "010, 010",
        "1.5, 1.5",
        "99999999999, 99999999999",
        "1e99999999, 1e99999999",
        ".inf, .inf",
        ".nan, .nan",
        "true, true",
        "ninety, '\"ninety\"'",
        "'\"\"', '\"\"'",
        "[1], a list",
        "{a: 1}, an object",
    })
    void refusesWhatIsNoWholeNumber(String given, String shown) {
        assertThat(messages(GOOD.replace("weight: 90", "weight: " + given)))
                .containsExactly("spec.http[0].route[0].weight: " + shown + " (expected: a whole number)");
    }

    @ParameterizedTest
    @CsvSource({"yes, '\"yes\"'", "no, '\"no\"'", "on, '\"on\"'", "1, 1", "'\"true\"', '\"true\"'", "!!bool x, x"})
    void refusesWhatIsNoBoolean(String given, String shown) {
        assertThat(messages(GOOD.replace("allowCredentials: true", "allowCredentials: " + given)))
                .containsExactly("spec.http[0].corsPolicy.allowCredentials: " + shown + " (expected: true or false)");
    }

    @ParameterizedTest
    @CsvSource({
        "5s, PT5S",
        "0.5s, PT0.5S",
        ".5s, PT0.5S",
        "1h, PT1H",
        "1h30m, PT1H30M",
        "1.5h, PT1H30M",
        "100ms, PT0.1S",
        "1m30.5s, PT1M30.5S",
        "1000000us, PT1S",
        "'\"2s\"', PT2S",
    })
    void readsDurationsInEveryForm(String given, String expected) {
        VirtualService service = spec(GOOD.replace("timeout: 5s", "timeout: " + given));
        assertThat(service.http().getFirst().timeout()).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 s", "s", "5x", "PT5S", "1s2", "9999999999h", "--5s", "1e3s", "''", "."})
    void refusesWhatIsNoDuration(String given) {
        assertThat(messages(GOOD.replace("timeout: 5s", "timeout: " + given)))
                .singleElement()
                .asString()
                .startsWith("spec.http[0].timeout: ")
                .endsWith(" (expected: a duration such as 5s, 0.5s or 1h)");
    }

    @Test
    void namesNullEntries() {
        assertThat(messages(GOOD.replace("hosts: [reviews]", "hosts: [reviews, null]")))
                .containsExactly("spec.hosts[1]: null (expected: a value)");
        assertThat(messages(GOOD.replace("name: reviews", "name: reviews\n  labels: {a: null}")))
                .containsExactly("metadata.labels.a: null (expected: a string; quote it)");
        assertThat(messages(HEAD + "spec: null\n")).containsExactly("spec: missing (expected: http, tls or tcp)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "---\n", "---\n---\n# nothing\n", "# only a comment", "\uFEFF", "null"})
    void readsNothingFromNothing(String text) {
        ReadResult result = read(text);
        assertThat(result.violations()).isEmpty();
        assertThat(result.documents()).isZero();
    }

    @Test
    void readsByteOrderMarksAndWindowsLines() {
        assertThat(spec("\uFEFF" + GOOD.replace("\n", "\r\n"))).isEqualTo(spec(GOOD));
        assertThat(read(GOOD.replace("weight: 90", "weight: x").replace("\n", "\r\n"))
                        .errors()
                        .getFirst()
                        .line())
                .isEqualTo(16);
    }

    @Test
    void namesTheLineOfATab() {
        assertThat(read(GOOD.replace("    retries:", "\tretries:")).errors())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.line()).isEqualTo(12);
                    assertThat(violation.message()).startsWith("not YAML: ");
                });
    }

    @Test
    void readsWhatComesBeforeABrokenDocument() {
        ReadResult result = read(GOOD + "---\n" + GOOD.replace("weight: 90", "wieght: 90") + "---\n{a: [}\n");
        assertThat(result.resources()).hasSize(1);
        assertThat(result.errors()).hasSize(2);
        assertThat(result.documents()).isEqualTo(3);
    }

    @Test
    void mergesKeys() {
        String yaml = HEAD + """
                spec:
                  hosts: [reviews]
                  http:
                  - match: [{uri: {prefix: /a}}]
                    <<: &common {timeout: 1s, route: [{destination: {host: reviews}}]}
                  - <<: [*common, {timeout: 2s, name: never}]
                    name: last
                """;
        VirtualService service = spec(yaml);
        assertThat(service.http().get(0).timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(service.http().get(0).route()).hasSize(1);
        assertThat(service.http().get(1).timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(service.http().get(1).name()).isEqualTo("last");
    }

    @Test
    void followsAnchors() {
        String yaml = GOOD.replace("{host: reviews, subset: v1}", "&to {host: reviews, subset: v1}")
                .replace("{host: reviews, subset: v2}", "*to");
        assertThat(spec(yaml).http().getFirst().route().get(1).destination())
                .isEqualTo(spec(yaml).http().getFirst().route().get(0).destination());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: &a {hosts: *a}",
                "spec: &a [*a]",
                "spec: &a {<<: *a}",
                "metadata: &m {name: x, labels: *m}",
                "spec: {http: &h [{match: *h}]}",
                "? &k {*k : 1}\n: 2",
            })
    void survivesRecursion(String rest) {
        ReadResult result = read("apiVersion: networking.istio.io/v1\nkind: VirtualService\n" + rest + "\n");
        assertThat(result.hasErrors()).isTrue();
    }

    @Test
    void readsJson() {
        String json = "{\n\t\"apiVersion\": \"v1\",\r\n\t\"kind\": \"Service\",\t\"metadata\": {\"name\": \"a\","
                + " \"annotations\": {\"k\": \"tab\\t \\/ \\u00e9 \\ud83d\\ude00\"}},\n\t\"spec\": {\"ports\": [{\"port\": 80,"
                + " \"targetPort\": 8080}]}\n}\n";
        ReadResult result = read(json);
        assertThat(result.violations()).isEmpty();
        Resource<?> resource = result.resources().getFirst();
        assertThat(resource.metadata().annotations()).containsEntry("k", "tab\t / \u00e9 \ud83d\ude00");
        assertThat(((Service) resource.spec()).ports().getFirst().targetPort()).isEqualTo("8080");
        assertThat(resource.source().line("spec.ports[0].port")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "'kind: VirtualService', kind",
        "'  name: reviews', metadata.name",
        "'  hosts: [reviews]', spec.hosts",
        "'      attempts: 3', 'spec.http[0].retries.attempts'",
    })
    void refusesDuplicateKeysAtEveryDepth(String line, String path) {
        assertThat(messages(GOOD.replace(line + "\n", line + "\n" + line + "\n")))
                .containsExactly(path + ": given twice (expected: once)");
    }

    @Test
    void refusesDuplicateKeysOfMaps() {
        assertThat(messages(GOOD.replace("name: reviews", "name: reviews\n  labels: {a: x, a: y}")))
                .containsExactly("metadata.labels.a: given twice (expected: once)");
        String subset = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\n"
                + "spec: {host: a, subsets: [{name: v1, labels: {v: x, v: y}}]}\n";
        assertThat(messages(subset)).containsExactly("spec.subsets[0].labels.v: given twice (expected: once)");
    }

    @Test
    void keepsWhatItDoesNotKnowOfMetadata() {
        String yaml = GOOD.replace(
                "name: reviews",
                "name: reviews\n  managedFields: [{manager: kubectl, time: \"2024-01-01T00:00:00Z\", deep: {x: [1, 2.50]}}]"
                        + "\n  ownerReferences: []\n  generation: 7\n  finalizers: [a]");
        ReadResult result = read(yaml);
        assertThat(result.errors()).isEmpty();
        JsonNode metadata = result.resources().getFirst().document().get("metadata");
        assertThat(metadata)
                .hasToString("{\"name\":\"reviews\",\"managedFields\":[{\"manager\":\"kubectl\",\"time\":"
                        + "\"2024-01-01T00:00:00Z\",\"deep\":{\"x\":[1,2.50]}}],\"ownerReferences\":[],"
                        + "\"generation\":7,\"finalizers\":[\"a\"]}");
        assertThat(result.resources().getFirst().metadata().generation()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "99999999999999999999999", "-1", "many", "[]"})
    void ignoresGenerationsThatAreNone(String generation) {
        ReadResult result = read(GOOD.replace("name: reviews", "name: reviews\n  generation: " + generation));
        assertThat(result.errors()).isEmpty();
        assertThat(result.resources().getFirst().metadata().generation()).isZero();
    }

    @Test
    void takesTextsWithAnExplicitTag() {
        ReadResult result = read(GOOD.replace("name: reviews", "name: !!str 80\n  labels: {v: !!str 1.0}"));
        assertThat(result.errors()).isEmpty();
        assertThat(result.resources().getFirst().metadata().labels()).containsEntry("v", "1.0");
    }

    @Test
    void refusesKeysThatAreNoTexts() {
        assertThat(messages(GOOD.replace("name: reviews", "name: reviews\n  labels: {[a]: b}")))
                .singleElement()
                .asString()
                .startsWith(": not YAML: Non scalar key");
    }

    @Test
    void namesAnEscapeThatIsCutOff() {
        ReadResult result = read(GOOD + "---\n\"\\u");
        assertThat(result.resources()).hasSize(1);
        assertThat(result.errors()).singleElement().asString().contains("an escape such as \\u0041 is cut off");
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.networking.k8s.io/v1, Gateway, true",
        "apps/v1, StatefulSet, true",
        "v1, ServiceAccount, true",
        "networking.istio.io/v1alpha3, EnvoyFilter, true",
        "security.istio.io/v1, PeerAuthentification, false",
        "serving.knative.dev/v1, Service, true",
        "v1, Servce, false",
        "v2, Service, false",
        "networking.istio.io/v2, Gateway, false",
        "networking.istio.oi/v1, Gateway, false",
        "networking.istio.io/v1, Gatway, false",
    })
    void tellsForeignKindsFromMisspeltOnes(String apiVersion, String kind, boolean foreign) {
        ReadResult result = read("apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: a}\n");
        assertThat(result.resources()).isEmpty();
        assertThat(result.violations()).hasSize(1);
        assertThat(result.hasErrors()).isNotEqualTo(foreign);
    }

    @Test
    void aKeyThatEndsLikeAnElementIsOnlyAnUnknownField() {
        var result = read("""
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: x}
                spec: {portLevelMtls: {'80': {'mod]': STRICT}}}
                """);

        assertThat(result.errors()).anySatisfy(error -> assertThat(error.path()).endsWith("mod]"));
    }
}

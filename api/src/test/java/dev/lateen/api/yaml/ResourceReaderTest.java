package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.validation.Violation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceReaderTest {

    private static final String GOOD = """
            apiVersion: networking.istio.io/v1beta1
            kind: VirtualService
            metadata:
              name: httpbin
              labels:
                team: a
            spec:
              hosts: ["*"]
              gateways:
              - httpbin-gateway
              http:
              - match:
                - headers:
                    x-test-header:
                      exact: v2
                    end-user: {}
                timeout: 1m30s
                route:
                - destination:
                    host: httpbin
                    subset: v2
                    port:
                      number: 8000
                  weight: 90
            """;

    @Test
    void bindsEveryLevelOfAResource() {
        // When
        ReadResult result = ResourceReader.read("good.yaml", GOOD, "default");
        // Then
        assertThat(result.violations()).isEmpty();
        Resource<?> resource = result.resources().getFirst();
        assertThat(resource.key()).hasToString("VirtualService default/httpbin");
        VirtualService spec = (VirtualService) resource.spec();
        VirtualService.HTTPRoute rule = spec.http().getFirst();
        assertThat(rule.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(rule.match().getFirst().headers())
                .containsEntry("x-test-header", new VirtualService.StringMatch("v2", null, null))
                .containsEntry("end-user", new VirtualService.StringMatch(null, null, null));
        assertThat(rule.route().getFirst().weight()).isEqualTo(90);
        assertThat(resource.source().line("spec.http[0].match[0].headers.x-test-header.exact"))
                .isEqualTo(15);
        assertThat(resource.document().at("/spec/http/0/route/0/weight").asInt())
                .isEqualTo(90);
    }

    @Test
    void reportsAllMistakesOfAllDocumentsAtOnce() {
        // Given
        String yaml = GOOD.replace("weight: 90", "wieght: 90")
                .replace("timeout: 1m30s", "timeout: soon")
                .replace("number: 8000", "number: many")
                .concat("---\nkind: Gateway\n---\n")
                .concat(GOOD.replace("name: httpbin\n", "name: other\n"));
        // When
        ReadResult result = ResourceReader.read("bad.yaml", yaml, "default");
        // Then
        assertThat(result.violations().stream().map(Violation::toString))
                .containsExactly(
                        "spec.http[0].timeout: \"soon\" (expected: a duration such as 5s, 0.5s or 1h) at bad.yaml:17"
                                + " (VirtualService default/httpbin)",
                        "spec.http[0].route[0].destination.port.number: \"many\" (expected: a whole number)"
                                + " at bad.yaml:23 (VirtualService default/httpbin)",
                        "spec.http[0].route[0].wieght: unknown field (did you mean \"weight\"?) at bad.yaml:24"
                                + " (VirtualService default/httpbin)",
                        "apiVersion: missing (expected: for instance networking.istio.io/v1) at bad.yaml:26");
        assertThat(result.resources())
                .extracting(resource -> resource.key().name())
                .containsExactly("other");
        assertThat(result.documents()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "a: b: c", "\t", "- x\ny: z", "{{{", "!!java.lang.ProcessBuilder [x]", "&a [*a]", "\u0000"})
    void neverThrowsOnWhatIsNoResource(String text) {
        ReadResult result = ResourceReader.read("x.yaml", text, "default");
        assertThat(result.hasErrors()).isTrue();
        assertThat(result.resources()).isEmpty();
    }

    @Test
    void refusesDeepNestingWithItsLine() {
        ReadResult result = ResourceReader.read("deep.yaml", "[".repeat(100_000), "default");
        assertThat(result.violations()).hasSize(1);
        assertThat(result.violations().getFirst()).hasToString("nested deeper than 100 levels at deep.yaml:1");
    }

    @Test
    void refusesAliasBombs() {
        StringBuilder yaml =
                new StringBuilder("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            String previous = "*a" + (i - 1);
            yaml.append(
                    "  a" + i + ": &a" + i + " [" + String.join(", ", List.of(previous, previous, previous)) + "]\n");
        }
        ReadResult result = ResourceReader.read("bomb.yaml", yaml.toString(), "default");
        assertThat(result.violations()).hasSize(1);
        assertThat(result.violations().getFirst().message()).startsWith("too many values once aliases are expanded");
    }

    @Test
    void expandsListsAndKeepsForeignKindsOutWithAWarning() {
        // Given
        String yaml = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Service
                  metadata: {name: httpbin, namespace: apps}
                  spec:
                    ports:
                    - {name: http, port: 8000, targetPort: 80}
                    selector: {app: httpbin}
                - apiVersion: apps/v1
                  kind: StatefulSet
                  metadata: {name: httpbin}
                """;
        // When
        ReadResult result = ResourceReader.read(null, yaml, "default");
        // Then
        assertThat(result.hasErrors()).isFalse();
        assertThat(result.resources()).hasSize(1);
        assertThat(result.resources().getFirst().key().kind()).isEqualTo(Kind.SERVICE);
        assertThat(result.violations())
                .singleElement()
                .asString()
                .contains("\"apps/v1\" StatefulSet is not read by Lateen yet");
    }

    @Test
    void refusesTwoMembersOfAOneof() {
        String yaml = GOOD.replace("exact: v2", "exact: v2\n          prefix: v");
        ReadResult result = ResourceReader.read("one.yaml", yaml, "default");
        assertThat(result.violations())
                .singleElement()
                .asString()
                .contains("exact and prefix (expected: only one of exact, prefix, regex)");
    }

    @Test
    void namesTheNearestKindForAMisspeltOne() {
        ReadResult result = ResourceReader.read("k.yaml", GOOD.replace("VirtualService", "VirtualServce"), "default");
        assertThat(result.violations()).singleElement().asString().contains("(did you mean \"VirtualService\"?)");
    }

    @Test
    void validatesWhatCouldBeReadBesideWhatCouldNot() {
        // Given
        String yaml = """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  servers:
                  - port: {number: 70000, name: http, protocol: HTTPX}
                    hosts: ["*"]
                    bogus: 1
                  - port: {number: many, name: tcp, protocol: TCP}
                    hosts: ["*.example.com"]
                """;
        // When
        ReadResult result = ResourceReader.read("edge.yaml", yaml, "default");
        // Then
        assertThat(result.violations())
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        "spec.servers[0].bogus",
                        "spec.servers[1].port.number",
                        "spec.servers[0].port.number",
                        "spec.servers[0].port.protocol");
    }
}

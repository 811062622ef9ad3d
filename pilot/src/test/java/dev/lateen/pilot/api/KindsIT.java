package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.testkit.Eventually;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind is found, stored and given back by the local API, and says when it has no effect.
class KindsIT extends FreshPilot {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isDiscovered(Kind kind) {
        for (String version : kind.versions()) {
            JsonNode list = client.api("GET", root(kind, version), null).body();
            JsonNode found = StreamSupport.stream(list.path("resources").spliterator(), false)
                    .filter(resource -> resource.path("name").asText().equals(kind.plural()))
                    .findFirst()
                    .orElseThrow();
            assertThat(found.path("kind").asText()).isEqualTo(kind.kindName());
            assertThat(found.path("singularName").asText()).isEqualTo(kind.singular());
            assertThat(found.path("namespaced").asBoolean()).isEqualTo(kind.namespaced());
            assertThat(found.path("shortNames"))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(kind.shortNames());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "WORKLOAD_GROUP | \"spec\":{\"template\":{\"serviceAccount\":\"a\"}}",
                "SIDECAR | \"spec\":{\"egress\":[{\"hosts\":[\"./*\"]}]}",
                "PROXY_CONFIG | \"spec\":{\"concurrency\":1}",
                "PEER_AUTHENTICATION | \"spec\":{\"mtls\":{\"mode\":\"STRICT\"}}",
                "AUTHORIZATION_POLICY | \"spec\":{\"action\":\"DENY\",\"rules\":[{}]}",
                "REQUEST_AUTHENTICATION | \"spec\":{\"jwtRules\":[{\"issuer\":\"a\"}]}",
                "TELEMETRY | \"spec\":{\"tracing\":[{\"randomSamplingPercentage\":12.50}]}",
                "ENDPOINTS | \"subsets\":[{\"addresses\":[{\"ip\":\"10.0.0.1\"}],\"ports\":[{\"port\":80}]}]",
                "ENDPOINT_SLICE | \"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.0.0.1\"],\"deprecated\":1}]",
                "CONFIG_MAP | \"data\":{\"a\":\"b\"},\"future\":1",
                "POD | \"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\",\"env\":[]}],\"dnsPolicy\":\"Default\"}",
                "DEPLOYMENT | \"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"strategy\":{},\"template\":{\"metadata\":"
                        + "{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"a\"}]}}}"
            })
    void isStoredAndGivenBackAsItWas(Kind kind, String fields) {
        for (String version : kind.versions()) {
            String apiVersion = kind.group().isEmpty() ? version : kind.group() + "/" + version;
            String body = "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"x\"},%s}"
                    .formatted(apiVersion, kind.kindName(), fields);
            String path = root(kind, version) + "/namespaces/default/" + kind.plural();

            Answer written = client.apply(path + "/x", body);
            Answer read = client.api("GET", path + "/x", null);

            assertThat(written.code()).as(written.raw().body()).isBetween(200, 201);
            assertThat(read.raw().body()).contains(fields);
            assertThat(client.api("GET", path, null).body().path("items")).hasSize(1);
        }
    }

    @Test
    void aPolicyThatProtectsNothingIsWarnedAboutWhereverOneLooks() {
        Answer written = client.apply(
                "/apis/security.istio.io/v1/namespaces/default/authorizationpolicies/x",
                "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: x}, spec: {}}");

        String expected = "AuthorizationPolicy is not enforced yet: IT PROTECTS NOTHING";
        assertThat(written.raw().headers().allValues("warning")).anyMatch(text -> text.contains(expected));
        Eventually.await(
                Duration.ofSeconds(30),
                "a warning",
                () -> client.push("GET", "/v1/warnings", null).raw().body().contains(expected));
    }

    private static String root(Kind kind, String version) {
        return kind.group().isEmpty() ? "/api/" + version : "/apis/" + kind.group() + "/" + version;
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Istio's own traffic expectations (`-Dlateen.cases=DIR`, `traffic/cases.yaml`) over real sockets, from sidecar to
/// sidecar. The misses are named with their reason; a new one fails the test, and so does one that is a pass now.
class PeerTrafficIT {

    private static final Map<String, String> MISSES = Map.of();

    /// As the peer has it: b listens on port 85, too.
    private static final String SECOND_PORT = """
            apiVersion: v1
            kind: Service
            metadata: {name: b}
            spec:
              selector: {app: b}
              ports:
              - {name: http, port: 80, targetPort: 80}
              - {name: http-85, port: 85, targetPort: 80}
            """;

    @Test
    void passesWhatTheHonouredFieldsPromise() throws IOException {
        // Given
        Path file = Path.of(System.getProperty("lateen.cases", "")).resolve("traffic/cases.yaml");
        assumeTrue(Files.isReadable(file), "no peers' cases at " + file);
        JsonNode cases = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        Map<String, String> failed = new TreeMap<>();
        // When
        for (JsonNode testCase : cases) {
            String name = testCase.path("name").asText();
            try {
                run(testCase);
            } catch (AssertionError | RuntimeException e) {
                failed.put(name, String.valueOf(e.getMessage()));
            }
        }
        // Then
        System.out.printf(
                "traffic cases: %d of %d pass; misses: %s%n", cases.size() - failed.size(), cases.size(), MISSES);
        assertThat(failed.keySet()).as(failed.toString()).isEqualTo(MISSES.keySet());
    }

    private static void run(JsonNode testCase) throws IOException {
        try (Mesh mesh = Mesh.start(1, config -> config.withTrustedProxies(trustedProxies(testCase)))) {
            MeshWorkload a = mesh.workload("a", "v1");
            Map<String, MeshWorkload> services = new LinkedHashMap<>();
            for (String name : List.of("b", "c", "d")) {
                services.put(name, mesh.workload(name, name, 80, OriginServer.start(r -> Answers.of(name, r))));
            }
            mesh.apply(SECOND_PORT);
            mesh.apply(asInIstio(testCase.path("config").asText()));
            boolean gateway = testCase.path("name").asText().startsWith("gateway");
            int port = gateway ? mesh.gatewayPort() : a.sidecar().outboundPort();
            for (JsonNode call : testCase.path("calls")) {
                call(call, port, gateway, services);
            }
        }
    }

    /// Without what Lateen does better unless it is told not to.
    private static String asInIstio(String config) {
        String annotation = "  annotations: {traffic.lateen.dev/health-aware: 'false'}\n";
        return config.replace("kind: VirtualService\nmetadata:\n", "kind: VirtualService\nmetadata:\n" + annotation);
    }

    /// What the calls of a case need of the gateway, `xff trusted hops = 1`.
    private static int trustedProxies(JsonNode testCase) {
        List<String> needs = testCase.path("calls").findValuesAsText("requires");
        if (needs.isEmpty()) {
            return 0;
        }
        String prefix = "xff trusted hops = ";
        assertThat(needs).hasSize(1).allMatch(need -> need.startsWith(prefix));
        return Integer.parseInt(needs.getFirst().substring(prefix.length()));
    }

    private static void call(JsonNode call, int port, boolean gateway, Map<String, MeshWorkload> services)
            throws IOException {
        JsonNode request = call.path("request");
        String host = host(request);
        String path = request.path("path").asText().replaceAll("#.*", ""); // no client sends a fragment
        List<String> headers = new ArrayList<>(List.of("Host: " + host));
        request.path("headers")
                .properties()
                .forEach(header ->
                        headers.add(header.getKey() + ": " + header.getValue().asText()));
        int count = request.path("count").asInt(1);
        Map<String, Integer> split = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            try (RawHttpClient client = RawHttpClient.connect(port)) {
                String target = gateway ? path : "http://" + host + path;
                client.send(request.path("method").asText("GET") + " " + target + " HTTP/1.1\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n");
                RawResponse response = client.read();
                if (request.path("followRedirects").asBoolean()) {
                    response = RawHttpClient.fetch(
                            port, response.header("location").orElseThrow(), "Host: " + host);
                }
                check(call.path("expect"), response, services);
                split.merge(response.header("x-version").orElse("none"), 1, Integer::sum);
            }
        }
        call.path("expect")
                .path("splitPercent")
                .properties()
                .forEach(share -> assertThat(split.get(share.getKey()))
                        .as(share.getKey())
                        .isEqualTo(share.getValue().asInt() * count / 100));
    }

    /// A client of an explicit proxy names the port where a redirected one is found by it.
    private static String host(JsonNode request) {
        String host = request.path("host").asText("b");
        int port = request.path("port").asInt(80);
        return port == 80 || host.contains(":") ? host : host + ":" + port;
    }

    private static void check(JsonNode expect, RawResponse response, Map<String, MeshWorkload> services) {
        assertThat(response.status())
                .as(response.toString())
                .isEqualTo(expect.path("status").asInt());
        expect.path("responseHeaders")
                .properties()
                .forEach(header -> assertThat(response.header(header.getKey()))
                        .hasValue(header.getValue().asText()));
        expect.path("responseHeadersAbsent")
                .forEach(name -> assertThat(response.header(name.asText())).isEmpty());
        if (expect.has("upstreamRequestHeaders") || expect.has("upstreamHost") || expect.has("upstreamPath")) {
            ReceivedRequest received = services.get("b").origin().takeRequest();
            expect.path("upstreamRequestHeaders")
                    .properties()
                    .forEach(header -> assertThat(received.header(header.getKey()))
                            .hasValue(header.getValue().asText()));
            if (expect.has("upstreamHost")) {
                assertThat(received.header("host"))
                        .hasValue(expect.path("upstreamHost").asText());
            }
            if (expect.has("upstreamPath")) {
                assertThat(received.target())
                        .isEqualTo(expect.path("upstreamPath").asText());
            }
        }
    }
}

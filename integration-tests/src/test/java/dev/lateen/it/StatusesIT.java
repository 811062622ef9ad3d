package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.proxy.LocalReplyStyle;
import dev.lateen.proxy.telemetry.AccessLogFormat;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What clients, the access log and the metrics say when a request is not served: Istio's statuses, flags and details.
@Proves("VirtualService http[].route[].destination")
class StatusesIT {

    private static final String HOST = StatusCases.HOST;
    private static Mesh mesh;
    private static OriginServer origin;
    /// Bound, so that nobody else gets its port, but not listening.
    private static Socket refusing;

    private static RawTcpOrigin rude;
    private static RawTcpOrigin garbled;
    private static Recording text;
    private static Recording json;
    private static Recording full;
    private static Recording sidecar;

    /// A proxy whose telemetry is looked at.
    private record Recording(MeshProxy proxy, Recorder recorder) implements AutoCloseable {

        static Recording of(ProxyNode node, LocalReplyStyle style, AccessLogFormat format) {
            Recorder recorder = new Recorder(format);
            MeshProxy proxy = mesh.proxy(node, config -> config.withLocalReplies(style), loop -> recorder.forLoop());
            return new Recording(proxy, recorder);
        }

        static Recording gateway(String name, LocalReplyStyle style, AccessLogFormat format) {
            ProxyNode node = new ProxyNode(
                    ProxyNode.Role.GATEWAY,
                    "istio-system",
                    name,
                    Map.of("istio", "ingressgateway"),
                    List.of(),
                    0,
                    Map.of(80, Mesh.freePort()));
            return of(node, style, format);
        }

        int port() {
            return proxy.port("http.");
        }

        @Override
        public void close() {
            proxy.close();
            recorder.close();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        mesh = Mesh.start();
        origin = OriginServer.start(request -> {
            if (request.target().equals("/hang")) {
                Thread.currentThread().join();
            }
            return Answer.ok("ok");
        });
        refusing = new Socket();
        refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        rude = RawTcpOrigin.start(Scripts.closeBeforeAnswer());
        garbled = RawTcpOrigin.start(Scripts.answer("HTTP/9 nonsense\r\n\r\n"));
        mesh.workload("httpbin", "v1", origin);
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + StatusCases.resources(refusing.getLocalPort(), rude.port(), garbled.port()));
        text = Recording.gateway("text", LocalReplyStyle.ISTIO, AccessLogFormat.TEXT);
        json = Recording.gateway("json", LocalReplyStyle.BRIEF, AccessLogFormat.JSON);
        full = Recording.gateway("full", LocalReplyStyle.FULL, AccessLogFormat.TEXT);
        ProxyNode caller = new ProxyNode(
                ProxyNode.Role.SIDECAR, "default", "caller", Map.of(), List.of(), Mesh.freePort(), Map.of());
        sidecar = Recording.of(caller, LocalReplyStyle.BRIEF, AccessLogFormat.TEXT);
    }

    @AfterAll
    static void stop() throws IOException {
        Stream.of(text, json, full, sidecar).forEach(Recording::close);
        mesh.close();
        refusing.close();
        rude.close();
        garbled.close();
    }

    private static RawResponse send(Recording recording, StatusCases.Case expected) throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(recording.port())) {
            RawResponse response = client.send(expected.bytes()).read();
            assertThat(response.status()).as(response.toString()).isEqualTo(expected.status());
            return response;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.lateen.it.StatusCases#all")
    void istiosBodyAndTheTextLog(StatusCases.Case expected) throws IOException {
        // Given
        int lines = text.recorder().lines();
        Map<String, String> labels = Map.of(
                "reporter", "source",
                "response_code", String.valueOf(expected.status()),
                "response_flags", expected.flags());
        double counted = text.recorder().requests(labels);
        // When
        RawResponse response = send(text, expected);
        // Then
        if (expected.istio().isEmpty()) {
            assertThat(response.body()).isEmpty();
        } else {
            assertThat(response.bodyText()).startsWith(expected.istio());
        }
        assertThat(text.recorder().lineAfter(lines))
                .contains("HTTP/1.1\" " + expected.status() + " " + expected.flags() + " " + expected.details() + " ")
                .endsWith(" - " + expected.route());
        assertThat(text.recorder().lines()).isEqualTo(lines + 1);
        assertThat(text.recorder().requests(labels)).isEqualTo(counted + 1);
    }

    @ParameterizedTest
    @MethodSource("dev.lateen.it.StatusCases#all")
    void theBriefBodyAndTheJsonLog(StatusCases.Case expected) throws IOException {
        int lines = json.recorder().lines();
        RawResponse response = send(json, expected);
        assertThat(response.bodyText()).contains(expected.brief());
        if (expected.status() != 200) {
            assertThat(response.bodyText()).endsWith("(" + expected.flags() + " " + expected.details() + ")\n");
        }
        JsonNode line = new ObjectMapper().readTree(json.recorder().lineAfter(lines));
        assertThat(line.path("response_code").asInt()).isEqualTo(expected.status());
        assertThat(line.path("response_flags").asText()).isEqualTo(expected.flags());
        assertThat(line.path("response_code_details").asText()).isEqualTo(expected.details());
        assertThat(line.path("route_name").asText()).isEqualTo(expected.route());
        assertThat(line.path("protocol").asText()).isEqualTo("HTTP/1.1");
        assertThat(line.path("bytes_sent").asInt()).isEqualTo(response.body().length);
    }

    @Test
    void theFullBodyNamesTheRulesThatWereTried() throws IOException {
        RawResponse response = Calls.gateway(full.port(), HOST, "/none");
        assertThat(response.bodyText())
                .contains("(NR route_not_found)", "rule 1 ", "/nohost", "rule 13 ", "/regex", "VirtualService");
    }

    @Test
    void aClientThatLeavesIsLoggedWithCode0() throws IOException {
        int lines = text.recorder().lines();
        try (RawHttpClient client = RawHttpClient.connect(text.port())) {
            client.send("GET /gone HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            while (!origin.takeRequest().header("x-envoy-original-path").equals(Optional.of("/gone"))) {
                continue; // those of other tests
            }
            client.reset(); // after a mere FIN it would still get its answer
        }
        assertThat(text.recorder().lineAfter(lines))
                .contains("\"GET /gone HTTP/1.1\" 0 DC downstream_remote_disconnect ");
    }

    @Test
    void aHostOutsideTheMeshIsPassedThrough() {
        mesh.dns().answer("outside.example.com", 60, "127.0.0.1");
        int lines = sidecar.recorder().lines();
        String authority = "outside.example.com:" + origin.port();
        assertThat(Calls.mesh(sidecar.proxy(), authority, "/ok").status()).isEqualTo(200);
        assertThat(sidecar.recorder().lineAfter(lines))
                .contains("\"GET /ok HTTP/1.1\" 200 - via_upstream ", "\"" + authority + "\"")
                .contains("\"127.0.0.1:" + origin.port() + "\" PassthroughCluster ")
                .endsWith(" - allow_any");
        assertThat(passedThrough("200")).isEqualTo(1);
    }

    @Test
    void aHostThatNobodyKnowsIsSaidSo() {
        int lines = sidecar.recorder().lines();
        RawResponse response = Calls.mesh(sidecar.proxy(), "nowhere.example.com", "/a?b=c");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText()).contains("nowhere.example.com/a", "(DF dns_resolution_failure)");
        assertThat(sidecar.recorder().lineAfter(lines))
                .contains("\"GET /a?b=c HTTP/1.1\" 503 DF dns_resolution_failure ", "\"nowhere.example.com\"")
                .endsWith(" - allow_any");
        assertThat(passedThrough("503")).isEqualTo(1);
    }

    private static double passedThrough(String status) {
        return sidecar.recorder()
                .requests(Map.of(
                        "reporter", "source",
                        "response_code", status,
                        "destination_service_name", "PassthroughCluster"));
    }

    @Test
    void aServedRequestNamesItsClusterAndService() {
        int lines = sidecar.recorder().lines();
        assertThat(Calls.mesh(sidecar.proxy(), "httpbin:8000", "/ok").status()).isEqualTo(200);
        assertThat(sidecar.recorder().lineAfter(lines))
                .contains(" 200 - via_upstream ", " outbound|8000||" + StatusCases.CLUSTER + " ")
                .endsWith(" - default");
        assertThat(sidecar.recorder()
                        .requests(Map.of(
                                "response_code", "200",
                                "destination_service", StatusCases.CLUSTER,
                                "destination_service_name", "httpbin",
                                "destination_service_namespace", "default",
                                "destination_version", "v1")))
                .isEqualTo(1);
    }

    @Test
    void whatPilotKnowsToBeMissingIsInItsWarnings() {
        assertThat(mesh.api().warnings())
                .contains(
                        "nowhere.example.com",
                        "expected: a host of a Service or ServiceEntry",
                        "spec.http[1].route[0].destination.subset",
                        "spec.http[2].route[0].destination.port",
                        "spec.http[10].redirect.redirectCode",
                        "spec.http[12].delegate");
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners that a Sidecar resource makes or changes: addresses for the application's own calls, and what stands in
/// front of it.
@Proves({
    "VirtualService {tcp[],tls[]}.match[].destinationSubnets",
    "Sidecar egress[].{bind,captureMode,port}",
    "Sidecar ingress[].{bind,captureMode,port,connectionPool}",
    "Sidecar inboundConnectionPool"
})
class SidecarListenersIT {

    private static final String HTTPBIN = "app: httpbin";

    private Mesh mesh;
    private MeshProxy caller;

    @BeforeEach
    void start() {
        mesh = Mesh.start();
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
    }

    @AfterEach
    void stop() {
        caller.close();
        mesh.close();
    }

    private static String sidecar(String workload, String rest) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: listeners}
                spec: {workloadSelector: {labels: {%s}}, %s}
                """.formatted(workload, rest);
    }

    private static String egress(int port, String protocol, String rest) {
        return sidecar(
                "app: caller",
                "outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{port: {number: " + port + ", protocol: "
                        + protocol + ", name: p}, hosts: ['*/*'], " + rest + "}]");
    }

    private static String ingress(String protocol, String rest) {
        return sidecar(
                HTTPBIN,
                "ingress: [{port: {number: " + Mesh.SERVICE_PORT + ", protocol: " + protocol + ", name: p}" + rest
                        + "}]");
    }

    private static RawResponse get(String address, int port, String host) throws IOException {
        var socket = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        try (var client = RawHttpClient.connect(socket, RawHttpClient.TIMEOUT)) {
            return client.get("/a", "Host: " + host);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "captureMode: NONE                   | 127.0.0.1",
                "bind: 127.0.0.1                     | 127.0.0.1",
                "bind: 127.0.0.2, captureMode: NONE  | 127.0.0.2"
            })
    void anApplicationCallsAnAddressInsteadOfAProxy(String how, String address) throws IOException {
        int port = Mesh.freePort();
        mesh.workload("httpbin", "v1", port, OriginServer.start(request -> Answers.of("v1", request)));
        mesh.apply(egress(port, "HTTP", how)
                + Yaml.virtualService("default/a", "httpbin", "mesh", Yaml.rule("mesh", "{port: " + port + "}")));

        for (String host : new String[] {"httpbin", "httpbin.default:" + port, "HTTPBIN.default.svc.cluster.local:1"}) {
            assertThat(Calls.rule(get(address, port, host))).as(host).isEqualTo("mesh");
        }
        assertThat(get(address, port, "stranger.example.com").status()).isEqualTo(502);
        assertThat(Calls.rule(Calls.mesh(caller, "httpbin:" + port, "/"))).isEqualTo("mesh");
    }

    @Test
    void bytesGoToTheServiceOfTheAddressOrWhereTcpRulesSay() throws IOException {
        int port = Mesh.freePort();
        try (var one = ByteStreams.echo("1");
                var two = ByteStreams.echo("2");
                var _ = mesh.workload("one", "tcp", port, one);
                var _ = mesh.workload("two", "tcp", Mesh.freePort(), two)) {
            mesh.apply(egress(port, "TCP", "captureMode: NONE"));
            assertThat(answer(port)).isEqualTo("1");

            mesh.apply(tcp("{}, {destinationSubnets: ['10.0.0.0/8']}"));
            assertThat(answer(port)).isEqualTo("2");

            mesh.apply(tcp("{destinationSubnets: ['10.0.0.0/8']}"));
            assertThat(answer(port)).isEqualTo("1");

            mesh.apply(tcp("{destinationSubnets: ['127.0.0.0/8'], sourceLabels: {app: caller}, port: " + port + "}"));
            assertThat(answer(port)).isEqualTo("2");
        }
    }

    private static String tcp(String match) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: bytes}
                spec:
                  hosts: [one]
                  tcp:
                  - match: [%s]
                    route: [{destination: {host: two}}]
                """.formatted(match);
    }

    private static String answer(int port) throws IOException {
        try (var client = ByteStreams.connect(port)) {
            String name = ByteStreams.text(client.readBytes(1));
            ByteStreams.echoes(client, "bytes");
            return name;
        }
    }

    @Test
    void tlsGoesToTheServiceOfItsNameOrWhereTlsRulesSay() throws IOException {
        int port = Mesh.freePort();
        try (var one = ByteStreams.echo("1");
                var two = ByteStreams.echo("2");
                var _ = mesh.workload("one", "tls", port, one);
                var _ = mesh.workload("two", "tls", port, two)) {
            String rules = """
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: bytes}
                    spec:
                      hosts: [two.default.svc.cluster.local]
                      tls:
                      - match: [{sniHosts: [two.default.svc.cluster.local], destinationSubnets: [127.0.0.1]}]
                        route: [{destination: {host: one}}]
                    """;
            mesh.apply(egress(port, "TLS", "captureMode: NONE"));
            assertThat(ByteStreams.answer(port, "one.default.svc.cluster.local"))
                    .isEqualTo("1");
            assertThat(ByteStreams.answer(port, "two.default.svc.cluster.local"))
                    .isEqualTo("2");

            mesh.apply(rules);
            assertThat(ByteStreams.answer(port, "two.default.svc.cluster.local"))
                    .isEqualTo("1");
        }
    }

    @Test
    void anIngressListenerIsBoundWhereItSays() throws IOException {
        var httpbin = mesh.workload("httpbin", "v1");
        int port = httpbin.inboundPort();
        assertThat(get("127.0.0.1", port, "any").status()).isEqualTo(200);

        mesh.apply(ingress("HTTP", ", bind: 127.0.0.2, captureMode: NONE"));

        assertThat(get("127.0.0.2", port, "any").status()).isEqualTo(200);
        assertThatThrownBy(() -> get("127.0.0.1", port, "any")).isInstanceOf(IOException.class);
    }

    @Test
    void anIngressListenerSaysWhatIsSpoken() throws IOException {
        try (var application = ByteStreams.echo("1");
                var sidecar = mesh.workload("httpbin", "http", Mesh.SERVICE_PORT, application)) {
            mesh.apply(ingress("TCP", ""));
            assertThat(answer(sidecar.inboundPort())).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inboundConnectionPool: {http: {idleTimeout: 0.1s}}",
                "ingress: [{port: {number: 8000, protocol: HTTP, name: p}, connectionPool: {http: {idleTimeout: 0.1s}}}],"
                        + " inboundConnectionPool: {http: {idleTimeout: 1h}}"
            })
    void connectionsToTheApplicationEndAfterTheIdleTimeout(String pool) throws IOException {
        var httpbin = mesh.workload("httpbin", "v1");
        mesh.apply(sidecar(HTTPBIN, pool));

        endsWhenIdle(httpbin);
    }

    @Test
    void thePoolOfTheServicesDestinationRuleHoldsInFrontOfItsWorkloadsToo() throws IOException {
        var httpbin = mesh.workload("httpbin", "v1");
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec: {host: httpbin, trafficPolicy: {connectionPool: {http: {idleTimeout: 0.1s}}}}
                """);

        endsWhenIdle(httpbin);
    }

    private void endsWhenIdle(MeshWorkload httpbin) throws IOException {
        assertThat(get("127.0.0.1", httpbin.inboundPort(), "any").status()).isEqualTo(200);
        assertThat(httpbin.origin().acceptedConnections()).isEqualTo(1);
        Eventually.await(
                "the end of the idle connection", () -> httpbin.origin().openConnections() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inboundConnectionPool: {tcp: {connectTimeout: 0.1s}}, ingress: [{PORT}]",
                "ingress: [{PORT, connectionPool: {tcp: {connectTimeout: 0.1s}}}],"
                        + " inboundConnectionPool: {tcp: {connectTimeout: 120s}}"
            })
    void aConnectToTheApplicationHasATimeout(String pool) throws IOException {
        var httpbin = mesh.workload("httpbin", "v1");
        try (var hanging = ListenFault.hanging()) {
            String port = "port: {number: 8000, protocol: HTTP, name: p}, defaultEndpoint: '127.0.0.1:" + hanging.port()
                    + "'";
            mesh.apply(sidecar(HTTPBIN, pool.replace("PORT", port)));

            assertThat(get("127.0.0.1", httpbin.inboundPort(), "any").bodyText())
                    .contains("{connection_timeout}");
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.TlsSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners that a Sidecar resource makes or changes: addresses for the application's own calls, and what stands in
/// front of it.
class SidecarListenersIT {

    private static final String HTTPBIN = "app: httpbin";

    @TempDir
    private Path folder;

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
        try (var one = TcpIT.echo("1");
                var two = TcpIT.echo("2");
                var _ = TcpIT.workload(mesh, "one", "tcp:" + port, one.port());
                var _ = TcpIT.workload(mesh, "two", "tcp:" + Mesh.freePort(), two.port())) {
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
        try (var client = TcpIT.connect(port)) {
            String name = TcpIT.text(client.readBytes(1));
            TcpIT.echoes(client, "bytes");
            return name;
        }
    }

    @Test
    void tlsGoesToTheServiceOfItsNameOrWhereTlsRulesSay() throws IOException {
        int port = Mesh.freePort();
        try (var one = TcpIT.echo("1");
                var two = TcpIT.echo("2");
                var _ = TcpIT.workload(mesh, "one", "tls:" + port, one.port());
                var _ = TcpIT.workload(mesh, "two", "tls:" + port, two.port())) {
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
            assertThat(TcpIT.answer(port, "one.default.svc.cluster.local")).isEqualTo("1");
            assertThat(TcpIT.answer(port, "two.default.svc.cluster.local")).isEqualTo("2");

            mesh.apply(rules);
            assertThat(TcpIT.answer(port, "two.default.svc.cluster.local")).isEqualTo("1");
        }
    }

    private int inboundPort(MeshWorkload workload) {
        return workload.sidecar().engine().boundPorts().entrySet().stream()
                .filter(bound -> bound.getValue() != workload.sidecar().outboundPort())
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @Test
    void anIngressListenerIsBoundWhereItSays() throws IOException {
        var httpbin = mesh.workload("httpbin", "v1");
        int port = inboundPort(httpbin);
        assertThat(get("127.0.0.1", port, "any").status()).isEqualTo(200);

        mesh.apply(ingress("HTTP", ", bind: 127.0.0.2, captureMode: NONE"));

        assertThat(get("127.0.0.2", port, "any").status()).isEqualTo(200);
        assertThatThrownBy(() -> get("127.0.0.1", port, "any")).isInstanceOf(IOException.class);
    }

    @Test
    void anIngressListenerSaysWhatIsSpoken() throws IOException {
        try (var application = TcpIT.echo("1");
                var sidecar = TcpIT.workload(mesh, "httpbin", "http:" + Mesh.SERVICE_PORT, application.port())) {
            mesh.apply(ingress("TCP", ""));
            int port = sidecar.engine().boundPorts().entrySet().stream()
                    .filter(bound -> bound.getValue() != sidecar.outboundPort())
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertThat(answer(port)).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIMPLE", "MUTUAL"})
    void anIngressListenerEndsTls(String mode) throws Exception {
        var authority = Authority.create("site");
        var certificate = authority.certificate("httpbin.example.com");
        String files = "serverCertificate: %s, privateKey: %s"
                        .formatted(
                                certificate.writePem(folder.resolve("tls.crt")),
                                certificate.writeKey(folder.resolve("tls.key")))
                + (mode.equals("MUTUAL")
                        ? ", caCertificates: " + Files.writeString(folder.resolve("ca.crt"), authority.pem())
                        : "");
        var httpbin = mesh.workload("httpbin", "v1");
        int port = inboundPort(httpbin);

        mesh.apply(ingress("HTTPS", ", tls: {mode: " + mode + ", " + files + "}"));

        var shown = mode.equals("MUTUAL") ? certificate : null;
        try (var client = RawHttpClient.connectTls(port, "httpbin.example.com", TlsSide.of(authority, shown))) {
            assertThat(client.get("/a", "Host: httpbin").header("x-version")).hasValue("v1");
        }
        assertThatThrownBy(() -> get("127.0.0.1", port, "httpbin")).isInstanceOf(IOException.class);
        if (shown != null) {
            assertThatThrownBy(() -> {
                        try (var client =
                                RawHttpClient.connectTls(port, "httpbin.example.com", TlsSide.of(authority, null))) {
                            client.get("/a", "Host: httpbin");
                        }
                    })
                    .isInstanceOf(IOException.class);
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
        assertThat(get("127.0.0.1", inboundPort(httpbin), "any").status()).isEqualTo(200);
        assertThat(httpbin.origin().acceptedConnections()).isEqualTo(1);
        Eventually.await(
                "the end of the idle connection", () -> httpbin.origin().openConnections() == 0);
    }
}

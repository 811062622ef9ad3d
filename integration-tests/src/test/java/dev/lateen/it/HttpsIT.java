package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import dev.lateen.testkit.tls.TlsSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTPS at the gateway and to upstreams, from a user's YAML to the bytes of a handshake.
class HttpsIT {

    private static final Authority AUTHORITY = Authority.create("site");
    private static final String HOST = "httpbin.example.com";

    @TempDir
    private static Path folder;

    private static Mesh mesh;
    private static MeshWorkload workload;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        workload = mesh.workload("httpbin", "v1");
        mesh.apply(Yaml.virtualService("default/web", HOST, "default/secure", Yaml.rule("web")));
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    private static String gateway(String tls) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {namespace: default, name: secure}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: [%s]
                    tls: {%s}
                """.formatted(HOST, tls);
    }

    private static String secret(String name, Certificate certificate) {
        return Yaml.tlsSecret("istio-system/" + name, certificate);
    }

    private static int port() {
        var engine = mesh.gateway().engine();
        return engine.current().listeners().stream()
                .filter(listener -> !listener.chains().isEmpty())
                .map(listener -> engine.boundPorts().get(listener.name()))
                .findFirst()
                .orElseThrow();
    }

    private static RawResponse get(Certificate shown) throws IOException {
        try (var client = RawHttpClient.connectTls(port(), HOST, TlsSide.of(AUTHORITY, shown))) {
            return client.get("/headers", "Host: " + HOST);
        }
    }

    @Test
    void aSecretAndAGatewayAreAllThatHttpsNeedsAndTheKeyStaysWithThem() throws Exception {
        // Given
        var certificate = AUTHORITY.certificate(HOST);
        mesh.apply(gateway("mode: SIMPLE, credentialName: web") + secret("web", certificate));

        // When, then
        var response = get(null);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("x-rule")).contains("web");
        curlSucceeds();

        // Then
        var inPem = certificate.keyPem().lines().skip(1).findFirst().orElseThrow();
        var inSecret = Yaml.base64(certificate.keyPem()).substring(80, 140);
        assertThat(mesh.api().warnings()).doesNotContain(inPem, inSecret);
        assertThat(mesh.gateway().engine().tls().statuses().toString())
                .contains("kubernetes://istio-system/web")
                .doesNotContain(inPem, inSecret);
        Eventually.await(
                "the snapshot on disk names the secret",
                () -> Files.readString(mesh.gateway().lastGood()).contains("kubernetes://istio-system/web"));
        // The store is where applied resources live, as etcd is on a cluster; nothing else may have the key.
        var files = new LiveFolder(mesh.pilotHome().getParent())
                .contents(mesh.pilotHome().resolve("store"));
        assertThat(files).isNotEmpty();
        files.forEach((file, content) -> assertThat(content).as(file.toString()).doesNotContain(inPem, inSecret));
    }

    private static void curlSucceeds() throws IOException {
        var authority = Files.writeString(folder.resolve("ca.crt"), AUTHORITY.pem());
        var output = new Shell(folder)
                .run("curl -sS --noproxy '*' --cacert " + authority + " --resolve " + HOST + ":" + port() + ":127.0.0.1"
                        + " -o /dev/null -w '%{http_code}' https://" + HOST + ":" + port() + "/headers")
                .succeeded()
                .output();
        assertThat(output).isEqualTo("200");
    }

    @Test
    void aNewCertificateIsInForceWhenItsRevisionIs() throws Exception {
        for (int i = 0; i < 3; i++) {
            var certificate = AUTHORITY.certificate(HOST);
            mesh.apply(gateway("mode: SIMPLE, credentialName: rotated") + secret("rotated", certificate));

            try (var client = RawHttpClient.connectTls(port(), HOST, TlsSide.of(AUTHORITY, null))) {
                assertThat(client.tlsSession().getPeerCertificates()[0]).isEqualTo(certificate.certificate());
            }
        }
    }

    @Test
    void aBrokenCertificateIsRefusedByNameAndTheLastOneServes() throws Exception {
        // Given
        var good = AUTHORITY.certificate(HOST);
        mesh.apply(gateway("mode: SIMPLE, credentialName: broken") + secret("broken", good));

        // When
        var mismatched =
                new Certificate(good.certificate(), AUTHORITY.certificate(HOST).keys());
        long revision = mesh.applyWithoutWaiting(secret("broken", mismatched));

        // Then
        Eventually.await(
                "the refusal",
                () -> mesh.api()
                        .revision(revision, "1s")
                        .toString()
                        .contains("the key is not that of the first certificate"));
        assertThat(get(null).status()).isEqualTo(200);
    }

    @Test
    void aCertificateThatEndsSoonIsWarnedAbout() throws Exception {
        // Given
        var ending = AUTHORITY.certificate("EC", Span.lasting(Duration.ofDays(29)), HOST);

        // When
        mesh.apply(gateway("mode: SIMPLE, credentialName: ending") + secret("ending", ending));

        // Then
        assertThat(mesh.api().warnings()).contains("istio-system/ending").contains("the certificate ends at");
        assertThat(get(null).status()).isEqualTo(200);
    }

    @Test
    void clientsProveWhoTheyAre() throws Exception {
        // Given
        var clients = Authority.create("people");
        mesh.apply(gateway("mode: MUTUAL, credentialName: mutual")
                + secret("mutual", AUTHORITY.certificate(HOST))
                + """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: istio-system, name: mutual-cacert}
                data: {ca.crt: %s}
                """.formatted(Yaml.base64(clients.pem())));

        // When, then
        assertThat(get(clients.certificate("alice.example.com")).status()).isEqualTo(200);
        assertThat(workload.origin().requests().getLast().header("x-forwarded-client-cert"))
                .hasValueSatisfying(forwarded -> assertThat(forwarded).endsWith("DNS=alice.example.com"));
        assertThatThrownBy(() -> get(null)).isInstanceOf(IOException.class);
    }

    @Test
    void aClientIsRefusedByItsNameAndByRevocation() throws Exception {
        // Given
        var clients = Authority.create("people");
        var revoked = clients.certificate("bob.example.com");
        mesh.apply(gateway("mode: MUTUAL, credentialName: strict,"
                        + " subjectAltNames: [alice.example.com, bob.example.com]")
                + secret("strict", AUTHORITY.certificate(HOST))
                + """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: istio-system, name: strict-cacert}
                data: {ca.crt: %s, ca.crl: %s}
                """.formatted(Yaml.base64(clients.pem()), Yaml.base64(clients.revoke(revoked))));

        // When, then
        assertThat(get(clients.certificate("alice.example.com")).status()).isEqualTo(200);
        assertThat(get(clients.certificate("bob.example.com")).status()).isEqualTo(200);
        assertThatThrownBy(() -> get(revoked)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(clients.certificate("carol.example.com"))).isInstanceOf(IOException.class);
    }

    /// The certificate is for the host that is asked for, wherever its addresses come from.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resolution: STATIC\n  endpoints: [{address: 127.0.0.1}]",
                "resolution: DNS",
                "resolution: DNS_ROUND_ROBIN",
                "resolution: DNS\n  endpoints: [{address: backend.example.com}]"
            })
    void aDestinationRuleSpeaksTlsToAnExternalService(String resolution) throws Exception {
        // Given
        mesh.dns().answer("api.example.com", 60, "127.0.0.1");
        mesh.dns().answer("backend.example.com", 60, "127.0.0.1");
        var authority = Files.writeString(folder.resolve("upstream.crt"), AUTHORITY.pem());
        var server = TlsSide.of(AUTHORITY, AUTHORITY.certificate("api.example.com"));
        try (var origin = OriginServer.startTls(server, false, request -> Answers.of("external", request))) {
            mesh.apply(Yaml.gateway("default/plain", "api.example.com")
                    + """
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: ServiceEntry
                    metadata: {namespace: default, name: api}
                    spec:
                      hosts: [api.example.com]
                      ports: [{number: 443, name: http, protocol: HTTP, targetPort: %d}]
                      %s
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {namespace: default, name: api}
                    spec:
                      host: api.example.com
                      trafficPolicy: {tls: {mode: SIMPLE, caCertificates: %s}}
                    """.formatted(origin.port(), resolution, authority)
                    + Yaml.virtualService(
                            "default/api",
                            "api.example.com",
                            "default/plain",
                            "- {route: [{destination: {host: api.example.com, port: {number: 443}}}]}\n"));

            // When
            var response = mesh.get("/headers", "Host: api.example.com");

            // Then
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).contains("external");
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.tls.Certificate;
import dev.lateen.testkit.tls.TlsSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every field of `ServerTLSSettings` at the gateway and of `ClientTLSSettings` towards a destination, by handshakes.
@Proves({
    "Gateway servers[].tls.{mode,serverCertificate,privateKey,caCertificates,caCrl}",
    "Gateway servers[].tls.{credentialName,credentialNames,caCertCredentialName,tlsCertificates}",
    "Gateway servers[].tls.{subjectAltNames,verifyCertificateSpki,verifyCertificateHash}",
    "Gateway servers[].tls.{minProtocolVersion,maxProtocolVersion,cipherSuites}",
    "Sidecar ingress[].tls",
    "DestinationRule trafficPolicy.tls"
})
class TlsTableIT {

    @TempDir
    private static Path folder;

    private static Mesh mesh;
    private static MeshProxy caller;
    private static MeshWorkload httpbin;
    private static Pki pki;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        pki = new Pki(folder);
        httpbin = mesh.workload("httpbin", "v1");
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(pki.secrets()
                + Yaml.gateway("default/plain", "api.example.com")
                + Yaml.virtualService("default/web", Pki.SITE, "default/secure", Yaml.rule("web")));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
    }

    private static @Nullable Certificate of(String who) {
        return switch (who) {
            case "alice" -> pki.alice;
            case "bob" -> pki.bob;
            case "stranger" -> pki.stranger;
            default -> null;
        };
    }

    /// Settings, the certificate that the client shows, its TLS version or cipher suite, and whether it is served.
    private static final String ROWS = """
            mode: SIMPLE, FILES                                          | -        | -       | true
            mode: SIMPLE, credentialName: site                           | -        | -       | true
            mode: SIMPLE, credentialName: missing                        | -        | -       | false
            mode: SIMPLE, credentialNames: [site, rsa]                   | -        | ECDSA_WITH_AES_128_GCM_SHA256 | true
            mode: SIMPLE, credentialNames: [site, rsa]                   | -        | RSA_WITH_AES_128_GCM_SHA256   | true
            mode: SIMPLE, credentialNames: [site]                        | -        | RSA_WITH_AES_128_GCM_SHA256   | false
            mode: SIMPLE, tlsCertificates: [{FILES}, {OTHERS}]           | -        | RSA_WITH_AES_128_GCM_SHA256   | true
            mode: MUTUAL, FILES, PEOPLE                                  | alice    | -       | true
            mode: MUTUAL, FILES, PEOPLE                                  | stranger | -       | false
            mode: MUTUAL, FILES, PEOPLE                                  | -        | -       | false
            mode: OPTIONAL_MUTUAL, FILES, PEOPLE                         | -        | -       | true
            mode: MUTUAL, tlsCertificates: [{FILES, PEOPLE}], PEOPLE     | alice    | -       | true
            mode: MUTUAL, tlsCertificates: [{FILES, PEOPLE}], PEOPLE     | -        | -       | false
            mode: MUTUAL, FILES, PEOPLE, caCrl: @/people.crl             | bob      | -       | false
            mode: MUTUAL, FILES, PEOPLE, caCrl: @/people.crl             | alice    | -       | true
            mode: MUTUAL, credentialName: site                           | bob      | -       | true
            mode: MUTUAL, credentialName: site                           | -        | -       | false
            mode: MUTUAL, credentialName: rsa, caCertCredentialName: people | bob   | -       | true
            mode: OPTIONAL_MUTUAL, credentialName: site                  | -        | -       | true
            mode: MUTUAL, FILES, PEOPLE, subjectAltNames: [alice.example.com] | alice | -     | true
            mode: MUTUAL, FILES, PEOPLE, subjectAltNames: [alice.example.com] | bob | -       | false
            mode: MUTUAL, FILES, PEOPLE, verifyCertificateSpki: ['SPKI'] | alice    | -       | true
            mode: MUTUAL, FILES, PEOPLE, verifyCertificateSpki: ['SPKI'] | bob      | -       | false
            mode: MUTUAL, FILES, PEOPLE, verifyCertificateHash: ['HASH'] | alice    | -       | true
            mode: MUTUAL, FILES, PEOPLE, verifyCertificateHash: ['HASH'] | bob      | -       | false
            mode: SIMPLE, FILES, minProtocolVersion: TLSV1_3             | -        | TLSv1.2 | false
            mode: SIMPLE, FILES, minProtocolVersion: TLSV1_3             | -        | TLSv1.3 | true
            mode: SIMPLE, FILES, maxProtocolVersion: TLSV1_2             | -        | TLSv1.3 | false
            mode: SIMPLE, FILES, maxProtocolVersion: TLSV1_2             | -        | TLSv1.2 | true
            mode: SIMPLE, FILES, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384] | -  | ECDSA_WITH_AES_256_GCM_SHA384 | true
            mode: SIMPLE, FILES, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384] | -  | ECDSA_WITH_AES_128_GCM_SHA256 | false
            """;

    static Stream<Arguments> atGateways() {
        return ROWS.lines().map(line -> {
            var cells = line.split("\\|");
            return Arguments.of(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].contains("true"));
        });
    }

    /// Those with what Istio allows a sidecar.
    static Stream<Arguments> atSidecars() {
        return atGateways().filter(row -> {
            var settings = row.get()[0].toString();
            return Stream.of("credentialName", "tlsCertificates", "subjectAltNames")
                    .noneMatch(settings::contains);
        });
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @MethodSource("atGateways")
    void atTheGateway(String settings, String shown, String offered, boolean served) {
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: secure}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: 443, name: https, protocol: HTTPS}, hosts: [%s], tls: {%s}}
                """.formatted(Pki.SITE, pki.fill(settings)));

        assertThat(isServed(port(), of(shown), offered)).isEqualTo(served);
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @MethodSource("atSidecars")
    void inFrontOfAnApplication(String settings, String shown, String offered, boolean served) {
        String sidecar = """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: httpbin}
                spec:
                  workloadSelector: {labels: {app: httpbin}}
                  ingress:
                  - {port: {number: %d, name: https, protocol: HTTPS}, tls: {%s}}
                """.formatted(Mesh.SERVICE_PORT, pki.fill(settings));
        try (Applied _ = Applied.to(mesh, sidecar)) {
            assertThat(isServed(httpbin.inboundPort(), of(shown), offered)).isEqualTo(served);
        }
    }

    private static int port() {
        var engine = mesh.gateway().engine();
        return engine.current().listeners().stream()
                .filter(listener -> !listener.chains().isEmpty())
                .map(listener -> engine.boundPorts().get(listener.name()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isServed(int port, @Nullable Certificate shown, String offered) {
        try (var client = RawHttpClient.connectTls(
                port, Pki.SITE, TlsSide.of(pki.authority, shown), parameters -> offer(parameters, offered))) {
            return client.get("/", "Host: " + Pki.SITE).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void offer(SSLParameters parameters, String offered) {
        if (offered.startsWith("TLSv")) {
            parameters.setProtocols(new String[] {offered});
        } else if (!offered.equals("-")) {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(new String[] {"TLS_ECDHE_" + offered});
        }
    }

    /// Settings, whether the destination asks for a certificate, and the status through gateway and sidecar.
    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: SIMPLE, caCertificates: @/site-ca.crt                                   | false | 200 | 200",
                "mode: SIMPLE, caCertificates: @/people-ca.crt                                 | false | 503 | 503",
                "mode: SIMPLE, caCertificates: @/site-ca.crt                                   | true  | 503 | 503",
                "mode: DISABLE                                                                 | false | 502 | 502",
                "mode: SIMPLE, insecureSkipVerify: true                                        | false | 200 | 200",
                "mode: SIMPLE, caCertificates: @/site-ca.crt, sni: site.example.com            | false | 200 | 200",
                "mode: SIMPLE, caCertificates: @/site-ca.crt, subjectAltNames: [site.example.com]  | false | 200 | 200",
                "mode: SIMPLE, caCertificates: @/site-ca.crt, subjectAltNames: [other.example.com] | false | 503 | 503",
                "mode: MUTUAL, clientCertificate: @/alice.crt, privateKey: @/alice.key, caCertificates: @/site-ca.crt | true | 200 | 200",
                "mode: MUTUAL, clientCertificate: @/alice.crt, privateKey: @/alice.key, caCertificates: @/site-ca.crt, caCrl: @/site.crl | true | 200 | 200",
                "mode: MUTUAL, credentialName: alice                                           | true  | 200 | -"
            })
    void towardsADestination(String settings, boolean asks, int viaGateway, String viaSidecar) {
        try (var origin = origin(asks);
                Applied _ = Applied.to(mesh, destination(origin.port(), pki.fill(settings)))) {
            assertThat(Calls.gateway(mesh.gatewayPort(), "api.example.com", "/").status())
                    .isEqualTo(viaGateway);
            if (!viaSidecar.equals("-")) {
                assertThat(Calls.mesh(caller, Pki.SITE, "/").status()).isEqualTo(Integer.parseInt(viaSidecar));
            }
        }
    }

    @Test
    void aDestinationThatIsRevokedIsRefused() {
        String trust = "mode: SIMPLE, caCertificates: @/site-ca.crt";
        try (var origin =
                OriginServer.startTls(TlsSide.of(null, pki.rsa), false, request -> Answers.of("external", request))) {
            try (Applied _ = Applied.to(mesh, destination(origin.port(), pki.fill(trust)))) {
                assertThat(Calls.mesh(caller, Pki.SITE, "/").status()).isEqualTo(200);
            }
            try (Applied _ = Applied.to(mesh, destination(origin.port(), pki.fill(trust + ", caCrl: @/site.crl")))) {
                assertThat(Calls.mesh(caller, Pki.SITE, "/").status()).isEqualTo(503);
            }
        }
    }

    private static OriginServer origin(boolean asks) {
        return OriginServer.startTls(
                TlsSide.of(pki.people, pki.site), asks, request -> Answers.of("external", request));
    }

    private static String destination(int port, String settings) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: site}
                spec:
                  hosts: [%s]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP, targetPort: %d}]
                  endpoints: [{address: 127.0.0.1}]
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: site}
                spec: {host: %s, trafficPolicy: {tls: {%s}}}
                """.formatted(Pki.SITE, port, Pki.SITE, settings)
                + Yaml.virtualService("default/api", "api.example.com", "default/plain", """
                        - {rewrite: {authority: %1$s}, route: [{destination: {host: %1$s}}]}
                        """.formatted(Pki.SITE));
    }
}

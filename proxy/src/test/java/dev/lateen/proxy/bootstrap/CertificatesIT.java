package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.proxy.admin.AdminPorts;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.DownstreamTls.Mode;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/certs`: what is public of a proxy's certificates, and nothing else. The proxy starts from its last good snapshot,
/// without pilot.
class CertificatesIT {

    private static final Authority AUTHORITY = Authority.create("site");
    private static final Certificate ENDING =
            AUTHORITY.certificate("EC", Span.lasting(Duration.ofDays(20)), "a.example.com");

    @TempDir
    private Path folder;

    private ProxyProcess proxy;
    private String good;
    private String mismatched;

    @BeforeEach
    void start() throws Exception {
        good = files("good", ENDING);
        mismatched = files(
                "mismatched",
                new Certificate(ENDING.certificate(), AUTHORITY.certificate("b").keys()));
        var snapshot = new Snapshot(
                List.of(new Listener(
                        "0.0.0.0_8443",
                        null,
                        0,
                        Listener.Kind.GATEWAY,
                        List.of(),
                        List.of(chain("a.example.com", good), chain("b.example.com", mismatched)),
                        List.of())),
                List.of(new RouteConfig("routes", 8443, List.of())),
                List.of());
        var event = new SnapshotEvent(Content.of(snapshot).id(), "7", snapshot);
        Files.writeString(folder.resolve("snapshot.json"), SnapshotJson.write(event));
        proxy = new ProxyProcess(settings(), new CollectorRegistry(), () -> {});
        proxy.start();
        Eventually.await("the last good snapshot is in force", proxy::isReady);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private String files(String name, Certificate certificate) throws Exception {
        var chain = certificate.writePem(folder.resolve(name + ".crt"));
        return "file-cert:" + chain + "~" + certificate.writeKey(folder.resolve(name + ".key"));
    }

    private static FilterChain chain(String host, String secret) {
        var tls = new DownstreamTls(
                Mode.SIMPLE, List.of(secret), null, null, null, List.of(), List.of(), List.of(), List.of());
        return new FilterChain(host, List.of(host), tls, "routes", null, List.of());
    }

    private ProxySettings settings() throws Exception {
        var node = new ProxyNode(ProxyNode.Role.GATEWAY, "istio-system", "gw", Map.of(), List.of(), 0, Map.of());
        var plain = ProxySettings.of(node, URI.create("http://127.0.0.1:" + closedPort()));
        return new ProxySettings(
                node,
                plain.pilot(),
                plain.engine().withWorkers(1).withDrainTimeout(Duration.ofSeconds(1)),
                AdminPorts.FREE,
                plain.telemetry(),
                folder.resolve("snapshot.json"),
                folder.resolve("ports.json"),
                plain.drainDelay(),
                plain.maxEventBytes(),
                plain.onDemand());
    }

    /// Where nobody listens, so that the proxy gives up on pilot at once.
    private static int closedPort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String get(String path) throws Exception {
        var response = RawHttpClient.fetch(proxy.ownPorts().get("admin"), path);
        assertThat(response.status()).isEqualTo(200);
        return response.bodyText();
    }

    @Test
    void everySecretIsShownWithWhatIsPublicOfIt() throws Exception {
        var serial = ENDING.certificate().getSerialNumber().toString(16);

        assertThat(get("/certs").lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("provider::"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(
                                "name::" + good + "::type::Cert Chain::status::ACTIVE::valid::true::serial::" + serial))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("name::" + mismatched + "::type::Cert Chain::status::MISSING")
                        .contains("problem::the key is not that of the first certificate"));
        var secrets = new ObjectMapper().readTree(get("/certs?format=json")).path("secrets");
        assertThat(secrets).hasSize(2);
        assertThat(secrets.get(0).path("name").asText()).isEqualTo(good);
        assertThat(secrets.get(0).path("notAfter").asText())
                .isEqualTo(ENDING.certificate().getNotAfter().toInstant().toString());
        assertThat(secrets.get(1).path("status").asText()).isEqualTo("MISSING");
        assertThat(get("/stats")).contains("lateen_tls_certificates_ending 1.0");
    }

    @Test
    void noPageAndNoFileOfTheProxyHoldsAPieceOfAKey() throws Exception {
        var line = ENDING.keyPem().lines().skip(1).findFirst().orElseThrow();

        for (var path :
                List.of("/certs", "/certs?format=json", "/config_dump", "/stats", "/server_info", "/clusters")) {
            assertThat(get(path)).as(path).doesNotContain(line).doesNotContain("PRIVATE KEY");
        }
        for (var file : List.of("snapshot.json", "ports.json")) {
            assertThat(Files.readString(folder.resolve(file), StandardCharsets.UTF_8))
                    .doesNotContain(line);
        }
    }
}

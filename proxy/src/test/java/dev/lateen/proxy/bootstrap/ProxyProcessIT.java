package dev.lateen.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.lateen.proxy.admin.AdminPorts;
import dev.lateen.proxy.admin.ProxyState;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyProcessIT {

    private static final Snapshot SNAPSHOT = new Snapshot(
            List.of(new Listener(
                    "0.0.0.0_8080", "127.0.0.1", 0, Listener.Kind.GATEWAY, List.of("http.8080"), List.of())),
            List.of(new RouteConfig("http.8080", 8080, List.of())),
            List.of(
                    cluster("a", Cluster.Discovery.STATIC, "127.0.0.1"),
                    cluster("b", Cluster.Discovery.DNS, "localhost")));

    private static Cluster cluster(String service, Cluster.Discovery discovery, String address) {
        var host = service + ".default.svc.cluster.local";
        return new Cluster(
                "outbound|8000||" + host,
                new Cluster.ServiceRef(host, service, "default"),
                8000,
                null,
                Cluster.LoadBalancing.ROUND_ROBIN,
                1000,
                1000,
                0,
                discovery,
                List.of(new Endpoint(address, 9, 1, false, WorkloadRef.UNKNOWN)),
                null,
                null,
                null,
                null);
    }

    @TempDir
    private Path folder;

    private final AtomicInteger quits = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private HttpServer pilot;
    private ProxyProcess proxy;

    @BeforeEach
    void start() throws Exception {
        pilot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pilot.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        pilot.createContext("/v1/config/stream", exchange -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(200, 0);
            var event = new SnapshotEvent(Content.of(SNAPSHOT).id(), "42", SNAPSHOT);
            var text = "event: snapshot\nid: " + event.id() + "\ndata: " + SnapshotJson.write(event) + "\n\n";
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        pilot.createContext("/v1/config/ack", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        pilot.start();
        proxy = new ProxyProcess(settings(AdminPorts.FREE), new CollectorRegistry(), quits::incrementAndGet);
        proxy.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        proxy.close();
        pilot.stop(0);
    }

    private ProxySettings settings(AdminPorts ports) {
        var node = new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                "gw",
                Map.of("istio", "ingressgateway"),
                List.of(),
                0,
                Map.of());
        var plain = ProxySettings.of(
                node, URI.create("http://127.0.0.1:" + pilot.getAddress().getPort()));
        return new ProxySettings(
                node,
                plain.pilot(),
                plain.engine().withWorkers(1).withDrainTimeout(Duration.ofSeconds(1)),
                ports,
                plain.telemetry(),
                folder.resolve("snapshot.json"),
                folder.resolve("ports.json"),
                plain.drainDelay(),
                plain.maxEventBytes(),
                plain.onDemand());
    }

    private void awaitReady() {
        release.countDown();
        Eventually.await("ready", proxy::isReady);
    }

    /// The revision is said when listeners serve already.
    private void awaitAccepted() {
        awaitReady();
        Eventually.value(
                "the accepted revision",
                () -> get("admin", "/server_info").bodyText(),
                text -> text.contains("\"config_revision\":\"42\""));
    }

    private RawResponse get(String port, String path, String... headers) throws Exception {
        return RawHttpClient.fetch(proxy.ownPorts().get(port), path, headers);
    }

    private RawResponse post(String port, String path, String... headers) throws Exception {
        try (var client = RawHttpClient.connect(proxy.ownPorts().get(port))) {
            return client.request("POST", path, new byte[0], headers);
        }
    }

    @Test
    void readinessFollowsTheSnapshotOnEveryPort() throws Exception {
        // Given
        assertThat(get("health", "/healthz/ready").status()).isEqualTo(503);
        assertThat(get("status", "/healthz/ready").status()).isEqualTo(503);
        assertThat(get("admin", "/ready").bodyText()).contains("PRE_INITIALIZING");

        // When
        awaitReady();

        // Then
        assertThat(get("health", "/healthz/ready").status()).isEqualTo(200);
        assertThat(get("status", "/healthz/ready").status()).isEqualTo(200);
        assertThat(get("admin", "/ready").bodyText()).isEqualTo("LIVE\n");
    }

    @Test
    void thePortsFileNamesTheRealPorts() throws Exception {
        // When
        awaitReady();
        proxy.alsoBound("management", 9001);

        // Then
        var ports = new ObjectMapper().readTree(Files.readString(folder.resolve("ports.json")));
        assertThat(ports.get("admin").asInt()).isEqualTo(proxy.ownPorts().get("admin"));
        assertThat(ports.get("management").asInt()).isEqualTo(9001);
        for (var name : List.of("status", "health", "metrics")) {
            assertThat(ports.get(name).asInt()).as(name).isPositive();
        }
        proxy.boundPorts()
                .forEach((name, port) ->
                        assertThat(ports.get("listener." + name).asInt()).isEqualTo(port));
    }

    @Test
    void adminShowsConfigurationClustersAndListeners() throws Exception {
        // Given
        awaitAccepted();

        // Then
        var dump = SnapshotJson.read(get("admin", "/config_dump").bodyText(), SnapshotEvent.class);
        assertThat(dump.revision()).isEqualTo("42");
        assertThat(dump.snapshot()).isEqualTo(SNAPSHOT);
        assertThat(get("admin", "/clusters").bodyText())
                .contains("outbound|8000||a.default.svc.cluster.local::127.0.0.1:9::weight::1");
        Eventually.value(
                "the address of localhost in /clusters and in the metrics",
                () -> get("admin", "/clusters").bodyText()
                        + get("admin", "/stats").bodyText(),
                text -> text.contains("outbound|8000||b.default.svc.cluster.local::127.0.0.1:9::weight::1")
                        && text.contains("::name::localhost")
                        && text.contains("lateen_dns_failures_total 0.0"));
        assertThat(get("admin", "/listeners").bodyText()).startsWith("0.0.0.0_8080::127.0.0.1:");
        var info = new ObjectMapper().readTree(get("admin", "/server_info").bodyText());
        assertThat(info.get("state").asText()).isEqualTo("LIVE");
        assertThat(info.get("config_revision").asText()).isEqualTo("42");
        assertThat(get("admin", "/").bodyText()).contains("/config_dump", "/drain_listeners");
    }

    @Test
    void metricsAreOnThreePorts() throws Exception {
        // Given
        awaitAccepted();

        // Then
        for (var port : List.of("admin", "status", "metrics")) {
            var response = get(port, "/stats/prometheus");
            assertThat(response.bodyText())
                    .contains("istio_build{component=\"proxy\"")
                    .contains("lateen_config_revision{revision=\"42\"")
                    .contains("lateen_downstream_connections_limit 20000.0")
                    .contains("lateen_config_accepted_total 1.0")
                    .contains("lateen_config_rejected_total 0.0");
        }
    }

    @Test
    void drainingEndsReadinessButNotTheProcess() throws Exception {
        // Given
        awaitReady();

        // When
        assertThat(post("admin", "/drain_listeners").status()).isEqualTo(200);

        // Then
        assertThat(proxy.state()).isEqualTo(ProxyState.DRAINING);
        assertThat(get("health", "/healthz/ready").status()).isEqualTo(503);
        assertThat(quits).hasValue(0);
    }

    @Test
    void quittingAsksTheProcessToEnd() throws Exception {
        assertThat(post("status", "/quitquitquit").status()).isEqualTo(200);
        assertThat(post("admin", "/quitquitquit").status()).isEqualTo(200);
        assertThat(quits).hasValue(2);
    }

    @Test
    void theLogLevelCanBeChanged() throws Exception {
        // Given
        var logger = Logger.getLogger("dev.lateen");
        var before = logger.getLevel();
        try {
            // When
            assertThat(post("admin", "/logging?level=debug").status()).isEqualTo(200);

            // Then
            assertThat(logger.getLevel()).isEqualTo(Level.FINE);
            assertThat(post("admin", "/logging?level=loud").bodyText())
                    .contains("level: \"loud\" (expected: trace, debug");
        } finally {
            logger.setLevel(before);
        }
    }

    @Test
    void requestsThatAreNotForAdminAreRefused() throws Exception {
        assertThat(get("admin", "/nowhere").status()).isEqualTo(404);
        assertThat(get("admin", "/quitquitquit").status()).isEqualTo(405);
        assertThat(post("admin", "/config_dump").status()).isEqualTo(405);
        assertThat(get("health", "/config_dump").status()).isEqualTo(404);
        assertThat(post("admin", "/quitquitquit", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(get("admin", "/config_dump", "Host: rebound.example").status())
                .isEqualTo(403);
        assertThat(quits).hasValue(0);
    }

    @Test
    void aBusyPortIsNamed() {
        // Given
        var port = proxy.ownPorts().get("admin");
        var ports = new AdminPorts("127.0.0.1", "127.0.0.1", port, -1, -1, -1);

        // Then
        assertThatThrownBy(() -> {
                    var other = new ProxyProcess(settings(ports), new CollectorRegistry(), () -> {});
                    try (other) {
                        other.start();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("admin port: 127.0.0.1:" + port + " cannot be bound");
    }

    @Test
    void closingTwiceIsHarmless() {
        awaitReady();
        proxy.close();
        proxy.close();
        assertThat(proxy.isReady()).isFalse();
    }
}

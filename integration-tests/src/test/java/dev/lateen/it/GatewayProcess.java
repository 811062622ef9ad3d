package dev.lateen.it;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.bootstrap.ProxyProcess;
import dev.lateen.proxy.bootstrap.ProxySettings;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// An ingress gateway of a mesh, whole as its program starts it, in this JVM; it can be restarted.
final class GatewayProcess implements AutoCloseable {

    /// For those who watch readiness.
    private static final Duration DRAIN_DELAY = Duration.ofMillis(500);

    private final ProxySettings settings;
    private final int port;
    private volatile ProxyProcess process;

    private GatewayProcess(ProxySettings settings, int port) {
        this.settings = settings;
        this.port = port;
        this.process = begun();
    }

    /// Returns when it is ready.
    static GatewayProcess start(Mesh mesh, String name, UnaryOperator<EngineConfig> config) {
        int port = Mesh.freePort();
        ProxyNode node = new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                name,
                Map.of("istio", "ingressgateway"),
                List.of(),
                0,
                Map.of(80, port));
        ProxySettings plain = ProxySettings.of(
                node, URI.create("http://127.0.0.1:" + mesh.pilot().pushPort()));
        EngineConfig engine = plain.engine().withWorkers(1).withDrainTimeout(Duration.ofSeconds(20));
        ProxySettings settings = new ProxySettings(
                node,
                plain.pilot(),
                config.apply(engine),
                plain.admin(),
                plain.telemetry(),
                null,
                null,
                DRAIN_DELAY,
                plain.maxEventBytes(),
                null);
        GatewayProcess gateway = new GatewayProcess(settings, port);
        Eventually.await("ready: " + name, gateway::isReady);
        return gateway;
    }

    private ProxyProcess begun() {
        try {
            ProxyProcess begun = new ProxyProcess(settings, new CollectorRegistry(), () -> {});
            begun.start();
            return begun;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As after SIGTERM; returns when the new one is ready.
    void restart() {
        process.close();
        process = begun();
        Eventually.await("ready again: " + settings.node().name(), this::isReady);
    }

    int port() {
        return port;
    }

    /// Whether its readiness port says so.
    boolean isReady() {
        Integer readiness = process.ownPorts().get("health");
        try {
            return RawHttpClient.fetch(readiness, "/healthz/ready").status() == 200;
        } catch (IOException e) {
            return false; // it is not there now
        }
    }

    /// What `/stats/prometheus` has to say.
    List<String> metrics() {
        return WholeMesh.body(process.ownPorts().get("metrics"), "/stats/prometheus")
                .lines()
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}

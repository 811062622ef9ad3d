package dev.lateen.it;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.bootstrap.ProxyProcess;
import dev.lateen.proxy.bootstrap.ProxySettings;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.Eventually;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// An ingress gateway of a mesh, whole as its program starts it, in this JVM.
final class GatewayProcess implements AutoCloseable {

    private final int port;
    private final ProxyProcess process;

    private GatewayProcess(ProxyProcess process, int port) {
        this.process = process;
        this.port = port;
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
        try {
            ProxyProcess process =
                    new ProxyProcess(plain.withEngine(config.apply(engine)), new CollectorRegistry(), () -> {});
            process.start();
            GatewayProcess gateway = new GatewayProcess(process, port);
            Eventually.await("ready: " + name, process::isReady);
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
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

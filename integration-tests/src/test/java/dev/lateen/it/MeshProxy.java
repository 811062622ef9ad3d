package dev.lateen.it;

import dev.lateen.pilot.Pilot;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.HostDemand;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.config.ConfigClient;
import dev.lateen.proxy.config.ConfigClientTimes;
import dev.lateen.proxy.config.DemandClient;
import dev.lateen.proxy.config.DemandLimits;
import dev.lateen.proxy.config.PilotAddress;
import dev.lateen.proxy.config.Reporter;
import dev.lateen.proxy.config.SnapshotStore;
import dev.lateen.proxy.config.SnapshotTarget;
import dev.lateen.proxy.engine.Engine;
import dev.lateen.proxy.telemetry.FinishedExchange;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.telemetry.RequestMetrics;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.testkit.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A real engine that follows a real pilot.
final class MeshProxy implements AutoCloseable {

    private static final Duration REPORT_PERIOD = Duration.ofMillis(50);

    private final ProxyNode node;
    private final Start start;
    private final @Nullable DemandClient demand;
    private final Engine engine;
    private final ConfigClient client;
    private final RequestMetrics metrics = new RequestMetrics(WorkloadRef.UNKNOWN, "test", 1000);
    private final Reporter reporter;

    /// With what a proxy is started beside its node.
    ///
    /// @param onDemand null for one that has everything at once
    record Start(
            int pushPort,
            Path home,
            EngineConfig config,
            IntFunction<LoopTelemetry> telemetry,
            @Nullable DemandLimits onDemand) {

        static Start of(ProxyNode node, int workers, int pushPort, Path home) {
            EngineConfig config =
                    EngineConfig.defaults(node.role()).withWorkers(workers).withDrainTimeout(Duration.ofSeconds(5));
            return new Start(pushPort, home, config, loop -> LoopTelemetry.NONE, null);
        }

        Start with(UnaryOperator<EngineConfig> change) {
            return new Start(pushPort, home, change.apply(config), telemetry, onDemand);
        }
    }

    private MeshProxy(ProxyNode node, Start start) {
        this.node = node;
        this.start = start;
        PilotAddress pilot = new PilotAddress(
                URI.create("http://127.0.0.1:" + start.pushPort()),
                start.home().resolve("pilot").resolve(Pilot.PROXY_TOKEN_FILE));
        this.demand = start.onDemand() == null ? null : new DemandClient(pilot, node, start.onDemand());
        this.engine = new Engine(start.config(), this::telemetry, demand == null ? HostDemand.NONE : demand);
        this.reporter = new Reporter(pilot, node, REPORT_PERIOD, metrics.meters());
        this.client = ConfigClient.withTimes(
                pilot,
                node,
                new SnapshotStore(target(engine), lastGood(start.home(), node), demand),
                ConfigClientTimes.DEFAULT);
    }

    private LoopTelemetry telemetry(int loop) {
        LoopTelemetry own = metrics.forLoop();
        LoopTelemetry given = start.telemetry().apply(loop);
        return new LoopTelemetry() {
            @Override
            public void finished(FinishedExchange exchange) {
                own.finished(exchange);
                given.finished(exchange);
            }

            @Override
            public void left(FinishedExchange exchange) {
                own.left(exchange);
                given.left(exchange);
            }

            @Override
            public void opened(FinishedExchange connection) {
                own.opened(connection);
                given.opened(connection);
            }
        };
    }

    private static SnapshotTarget target(Engine engine) {
        return new SnapshotTarget() {
            @Override
            public void apply(Snapshot snapshot) throws SnapshotRejected {
                engine.apply(snapshot);
            }

            @Override
            public Set<String> calledDomains() {
                return engine.calledDomains();
            }

            @Override
            public List<String> update(List<Secret> secrets) {
                return engine.tls().update(secrets);
            }
        };
    }

    /// Returns when the first snapshot is in force.
    static MeshProxy start(ProxyNode node, Start start) {
        MeshProxy proxy = new MeshProxy(node, start);
        proxy.run();
        Eventually.await("first snapshot of " + node.id(), () -> proxy.client.current() != null);
        return proxy;
    }

    /// Stops it and starts another one in its place, which may find no pilot: does not wait for a snapshot.
    MeshProxy restart() {
        close();
        MeshProxy proxy = new MeshProxy(node, start);
        proxy.run();
        return proxy;
    }

    private void run() {
        engine.start();
        client.start();
        reporter.start();
    }

    Engine engine() {
        return engine;
    }

    /// Whether the stream from pilot is open.
    boolean isConnected() {
        return client.status().connected();
    }

    /// Of the snapshot in force.
    String snapshotId() {
        return client.status().id();
    }

    Path lastGood() {
        return lastGood(start.home(), node);
    }

    boolean isListening() {
        return !engine.boundPorts().isEmpty();
    }

    int outboundPort() {
        return node.outboundPort();
    }

    /// Of a sidecar in front of one port.
    int inboundPort() {
        return node.inbound().getFirst().listenPort();
    }

    /// The bound port of the listener whose route configuration begins with `prefix`.
    int port(String prefix) {
        Map<String, Integer> bound = engine.boundPorts();
        return engine.current().listeners().stream()
                .filter(listener -> listener.routeConfigs().stream().anyMatch(name -> name.startsWith(prefix)))
                .map(listener -> bound.get(listener.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no listener of " + prefix + " among " + bound));
    }

    @Override
    public void close() {
        reporter.close();
        client.close();
        if (demand != null) {
            demand.close();
        }
        engine.close();
    }

    private static Path lastGood(Path home, ProxyNode node) {
        return home.resolve("proxies").resolve(node.id()).resolve("snapshot.json");
    }
}

package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.HostDemand;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.admin.AdminServer;
import dev.lateen.proxy.admin.ProxyMetrics;
import dev.lateen.proxy.admin.ProxyState;
import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.config.ConfigClient;
import dev.lateen.proxy.config.ConfigClientTimes;
import dev.lateen.proxy.config.DemandClient;
import dev.lateen.proxy.config.PushStatus;
import dev.lateen.proxy.config.Reporter;
import dev.lateen.proxy.config.SnapshotStore;
import dev.lateen.proxy.config.SnapshotTarget;
import dev.lateen.proxy.engine.Engine;
import dev.lateen.proxy.telemetry.AccessLog;
import dev.lateen.proxy.telemetry.FinishedExchange;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.telemetry.RequestMetrics;
import dev.lateen.proxy.tls.TlsRegistry;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.snapshot.push.SnapshotEvent;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One proxy, whole: engine, telemetry, configuration client and its own ports. Plain Java: the sidecar and gateway
/// programs start it, and so may a test.
///
/// ```
/// pilot ─► ConfigClient ─► Engine ─► access log, request metrics
///                             └────► AdminServer (admin, readiness, metrics)
/// ```
public final class ProxyProcess implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(ProxyProcess.class);
    private static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

    private final ProxySettings settings;
    private final CollectorRegistry registry;
    private final @Nullable DemandClient demand;
    private final Engine engine;
    private final RequestMetrics requests;
    private final @Nullable AccessLog accessLog;
    private final ConfigClient client;
    private final Reporter reporter;
    private final @Nullable PortsFile portsFile;
    private final AdminServer admin;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch applied = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Integer> ownPorts = new HashMap<>();
    private volatile boolean started;
    private volatile boolean ready;
    private volatile boolean heldBack;

    /// @param registry gets this proxy's metrics and is what its ports show
    /// @param quit asks the process to end, for `POST /quitquitquit`; returns at once
    /// @throws IOException when the access log cannot be opened
    public ProxyProcess(ProxySettings settings, CollectorRegistry registry, Runnable quit) throws IOException {
        var telemetry = settings.telemetry();
        this.settings = settings;
        this.registry = registry;
        this.accessLog = telemetry.accessLog() == null
                ? null
                : AccessLog.open(telemetry.accessLog(), telemetry.accessLogTarget(), telemetry.accessLogBuffer());
        this.portsFile = settings.portsFile() == null ? null : new PortsFile(settings.portsFile());
        this.requests = new RequestMetrics(settings.engine().self(), telemetry.version(), telemetry.maxSeries());
        this.demand = settings.onDemand() == null
                ? null
                : new DemandClient(settings.pilot(), settings.node(), settings.onDemand());
        this.engine = new Engine(settings.engine(), loop -> forLoop(), demand == null ? HostDemand.NONE : demand);
        this.client = ConfigClient.withTimes(
                settings.pilot(),
                settings.node(),
                new SnapshotStore(target(), settings.lastGoodFile(), demand),
                ConfigClientTimes.DEFAULT.withMaxEventBytes(settings.maxEventBytes()));
        this.reporter = new Reporter(settings.pilot(), settings.node(), telemetry.reportPeriod(), requests.meters());
        this.admin = new AdminServer(
                settings.admin(),
                new LiveView(this, settings, quit),
                settings.engine().nio());
    }

    /// Binds the proxy's own ports and starts to ask pilot for a snapshot. Returns without waiting for it.
    ///
    /// @throws IOException naming a port that cannot be bound
    public void start() throws IOException {
        registry.register(requests);
        registry.register(new ProxyMetrics(new ProxyMetrics.Sources(
                engine::stats,
                engine::dnsStats,
                engine::clusters,
                settings.engine().limits(),
                client::status,
                requests,
                accessLog,
                engine.tls(),
                demand)));
        engine.start();
        started = true;
        ownPorts.putAll(admin.start());
        var node = settings.node();
        LOGGER.infof(
                "proxy started role=%s proxy=%s pilot=%s ports=%s",
                node.role(), node.id(), settings.pilot().uri(), ownPorts);
        client.start();
        reporter.start();
    }

    /// Adds a port that somebody else bound, for the ports file; before the first snapshot arrives, or the file is
    /// written anew.
    public synchronized void alsoBound(String name, int port) {
        ownPorts.put(name, port);
        if (ready) {
            writePorts();
        }
    }

    /// Has it serve without calling itself ready until it is released: for a program that may yet fail to start.
    void holdBack() {
        heldBack = true;
    }

    void release() {
        heldBack = false;
    }

    /// Waits for the first snapshot to be in force, for so long at most.
    void awaitSnapshot(Duration patience) {
        await(applied, patience);
    }

    /// Whether a snapshot is in force, with its listeners bound, and the proxy is not about to end.
    public boolean isReady() {
        return state() == ProxyState.LIVE;
    }

    public ProxyState state() {
        if (draining.get()) {
            return ProxyState.DRAINING;
        }
        return ready && !heldBack ? ProxyState.LIVE : ProxyState.PRE_INITIALIZING;
    }

    /// `admin`, `status`, `health`, `metrics` and what [#alsoBound] added, to the real ports.
    public synchronized Map<String, Integer> ownPorts() {
        return Map.copyOf(ownPorts);
    }

    /// Listener name to its real port.
    public Map<String, Integer> boundPorts() {
        return engine.boundPorts();
    }

    public PushStatus push() {
        return client.status();
    }

    /// The orderly end: not ready any more, then drains, then stops. Returns when it is done; a second call waits for
    /// the first.
    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            try {
                stop();
            } finally {
                stopped.countDown();
            }
        } else {
            await(
                    stopped,
                    settings.engine().drainTimeout().plus(settings.drainDelay()).plus(DRAIN_MARGIN));
        }
    }

    /// Begins to drain: not ready any more, listeners closed. Returns at once.
    void drain() {
        if (draining.compareAndSet(false, true)) {
            LOGGER.infof("draining proxy=%s", settings.node().id());
            Thread.ofPlatform().daemon().name("drain").start(this::drainAndWait);
        }
    }

    TlsRegistry tls() {
        return engine.tls();
    }

    @Nullable
    SnapshotEvent snapshot() {
        return client.current();
    }

    Collection<ClusterState> clusters() {
        return engine.clusters();
    }

    String metrics() {
        var text = new StringWriter(16 * 1024);
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void stop() {
        boolean first = draining.compareAndSet(false, true);
        if (first) {
            LOGGER.infof(
                    "stopping proxy=%s drainTimeout=%s",
                    settings.node().id(), settings.engine().drainTimeout());
        }
        client.close();
        reporter.close();
        if (demand != null) {
            demand.close();
        }
        if (started) {
            drainAndWait();
        }
        engine.close();
        admin.close();
        if (accessLog != null) {
            accessLog.close();
        }
        LOGGER.infof("stopped proxy=%s", settings.node().id());
    }

    private void drainAndWait() {
        if (ready && !settings.drainDelay().isZero()) {
            await(new CountDownLatch(1), settings.drainDelay());
        }
        var drained = new CountDownLatch(1);
        engine.drain().whenComplete((nothing, failure) -> drained.countDown());
        if (!await(drained, settings.engine().drainTimeout().plus(DRAIN_MARGIN))) {
            LOGGER.warnf("drain did not end in time proxy=%s", settings.node().id());
        }
    }

    private LoopTelemetry forLoop() {
        var metrics = requests.forLoop();
        var log = accessLog;
        if (log == null) {
            return metrics;
        }
        var lines = log.forLoop();
        return new LoopTelemetry() {
            @Override
            public void finished(FinishedExchange exchange) {
                metrics.finished(exchange);
                lines.finished(exchange);
            }

            @Override
            public void left(FinishedExchange exchange) {
                metrics.left(exchange);
            }

            @Override
            public void opened(FinishedExchange connection) {
                metrics.opened(connection);
            }
        };
    }

    private SnapshotTarget target() {
        return new SnapshotTarget() {
            @Override
            public void apply(Snapshot snapshot) throws SnapshotRejected {
                engine.apply(snapshot);
                applied();
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

    private synchronized void applied() {
        if (!ready) {
            LOGGER.infof("proxy ready proxy=%s listeners=%s", settings.node().id(), engine.boundPorts());
        }
        ready = true;
        writePorts();
        applied.countDown();
    }

    private void writePorts() {
        try {
            if (portsFile != null) {
                portsFile.write(ownPorts, engine.boundPorts());
            }
        } catch (IOException e) {
            LOGGER.warnf("ports file cannot be written file=%s reason=%s", settings.portsFile(), e);
        }
    }

    private static boolean await(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// For messages: what the proxy listens on.
    @Override
    public String toString() {
        return settings.node().id() + List.of(ownPorts(), boundPorts());
    }
}

package dev.lateen.proxy.engine;

import dev.lateen.proxy.DnsStats;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.EngineStats;
import dev.lateen.proxy.HostDemand;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.cluster.ClusterRegistry;
import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.SplitCursors;
import dev.lateen.proxy.dns.NameResolver;
import dev.lateen.proxy.exchange.RuntimeSnapshot;
import dev.lateen.proxy.exchange.SnapshotHolder;
import dev.lateen.proxy.exchange.Worker;
import dev.lateen.proxy.listener.ListenerReconciler;
import dev.lateen.proxy.listener.Transport;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.loop.LoopsFirst;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.tls.TlsRegistry;
import dev.lateen.snapshot.Snapshot;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The data plane of one process: its event loops, its listeners and the snapshot in force. Methods may be called from
/// any thread but an event loop's.
public final class Engine implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(Engine.class);
    private static final long DRAIN_POLL_MILLIS = 10;

    private final EngineConfig config;
    private final IntFunction<LoopTelemetry> telemetryForLoop;
    private final SnapshotHolder holder = new SnapshotHolder();
    private final LoopSchedule schedule = new LoopSchedule();
    private final ClusterRegistry clusters = new ClusterRegistry(schedule);
    private final SplitCursors cursors = new SplitCursors();
    private final HostDemand demand;
    private final NameResolver names;
    private final TlsRegistry tls;
    private final Object changes = new Object();
    private final Set<String> called = new HashSet<>();
    private volatile List<Worker> workers = List.of();
    private @Nullable Transport transport;
    private @Nullable ListenerReconciler listeners;
    private @Nullable CompletableFuture<Void> drained;
    private volatile long applied;
    private volatile long rejected;
    private boolean closed;

    /// @param telemetryForLoop the telemetry of event loop n, asked once for each loop at start
    public Engine(EngineConfig config, IntFunction<LoopTelemetry> telemetryForLoop) {
        this(config, telemetryForLoop, HostDemand.NONE);
    }

    /// @param demand whom requests for hosts ask that are not loaded
    public Engine(EngineConfig config, IntFunction<LoopTelemetry> telemetryForLoop, HostDemand demand) {
        this.config = config;
        this.demand = demand;
        this.telemetryForLoop = telemetryForLoop;
        this.names = new NameResolver(config.dns(), clusters::resolved);
        this.tls = new TlsRegistry(config.tls());
    }

    /// Starts the event loops; nothing is bound before the first snapshot.
    public void start() {
        synchronized (changes) {
            if (transport != null || closed) {
                throw new IllegalStateException("engine was started before");
            }
            var threads = new DefaultThreadFactory("lateen-worker", false, Thread.MAX_PRIORITY);
            var opened = Transport.open(config.workers(), config.nio(), threads);
            var started = new ArrayList<Worker>();
            for (int i = 0; i < config.workers(); i++) {
                var context = new LoopContext(
                        opened.loops().get(i), () -> opened.socket().get(), config.limits());
                started.add(new Worker(config, context, telemetryForLoop.apply(i), new Worker.Sources(names, demand)));
            }
            workers = List.copyOf(started);
            var pools = workers.stream().map(Worker::pool).toList();
            pools.forEach(pool -> pool.join(pools));
            schedule.begin(opened.loops().getFirst());
            transport = opened;
            listeners = new ListenerReconciler(config, opened, workers, holder);
            LOGGER.infof("engine started, workers %d, transport %s", config.workers(), opened.name());
        }
    }

    /// Puts a snapshot in force: binds new listeners, swaps once, then drains removed listeners. Blocks until it is in
    /// force; connections drain on their own.
    ///
    /// @throws SnapshotRejected when it contradicts itself or a listener cannot be bound; nothing has changed then
    public void apply(Snapshot snapshot) throws SnapshotRejected {
        synchronized (changes) {
            var reconciler = started();
            try {
                if (drained != null) {
                    throw new SnapshotRejected("the engine is draining (expected: no more changes)");
                }
                tls.prepare(snapshot);
                var before = holder.current();
                var living = new RuntimeSnapshot.Living(
                        clusters.prepare(snapshot),
                        cursors,
                        tls,
                        before.unloaded().next(snapshot));
                LoopsFirst.giveWay();
                var next = before.next(snapshot, config.defaultBind(), living);
                LoopsFirst.giveWay();
                reconciler.reconcile(next, () -> {
                    clusters.commit();
                    names.watch(clusters.names()); // before the first request that may wait for one of them
                    holder.swap(next);
                });
                LoopsFirst.giveWay();
                tls.commit();
                cursors.retain(snapshot);
                var onDemand = snapshot.onDemand();
                called.addAll(before.calledDomains());
                called.retainAll(onDemand == null ? Set.of() : Set.copyOf(onDemand.used()));
                applied = applied + 1;
            } catch (SnapshotRejected e) {
                rejected = rejected + 1;
                throw e;
            }
            for (var worker : workers) {
                worker.context().loop().execute(worker::snapshotChanged);
            }
        }
    }

    /// Its secrets and contexts; secrets are taken there, before the snapshot that names them.
    public TlsRegistry tls() {
        return tls;
    }

    public Snapshot current() {
        return holder.current().source();
    }

    /// The domains that requests have met since this was last asked.
    public Set<String> calledDomains() {
        synchronized (changes) {
            called.addAll(holder.current().calledDomains());
            var all = Set.copyOf(called);
            called.clear();
            return all;
        }
    }

    /// The clusters in force, with the endpoints that they have at this moment.
    public Collection<ClusterState> clusters() {
        return clusters.clusters();
    }

    public DnsStats dnsStats() {
        return names.stats();
    }

    /// Listener name to the port it is really bound to.
    public Map<String, Integer> boundPorts() {
        synchronized (changes) {
            return listeners == null ? Map.of() : listeners.ports();
        }
    }

    /// Stops accepting, finishes exchanges with `Connection: close`, closes idle connections. Completes when no
    /// connection is left or the drain timeout has closed the rest.
    public CompletableFuture<Void> drain() {
        synchronized (changes) {
            if (drained == null) {
                drained = new CompletableFuture<>();
                started().drainAll();
                long deadline = System.nanoTime() + config.drainTimeout().toNanos() + TimeUnit.SECONDS.toNanos(1);
                awaitEmpty(drained, deadline);
            }
            return drained;
        }
    }

    public EngineStats stats() {
        return new EngineStats(
                sum(Counter.OPEN_DOWNSTREAM),
                sum(Counter.TOTAL_DOWNSTREAM),
                sum(Counter.OPEN_UPSTREAM),
                sum(Counter.TOTAL_UPSTREAM),
                sum(Counter.POOLED_UPSTREAM),
                sum(Counter.ACTIVE_EXCHANGES),
                sum(Counter.TOTAL_EXCHANGES),
                sum(Counter.REJECTED_CONNECTIONS),
                sum(Counter.REJECTED_HEADS),
                sum(Counter.HEAD_TIMEOUTS),
                sum(Counter.IDLE_CLOSED),
                sum(Counter.STREAM_IDLE_TIMEOUTS),
                sum(Counter.RETRIES),
                sum(Counter.RETRIES_EXHAUSTED),
                sum(Counter.RETRIES_OVER_BUDGET),
                sum(Counter.ATTEMPT_TIMEOUTS),
                sum(Counter.BACK_PRESSURE_PAUSES),
                sum(Counter.OPEN_TUNNELS),
                sum(Counter.TOTAL_TUNNELS),
                sum(Counter.TUNNEL_IDLE_CLOSED),
                sum(Counter.UNMATCHED_CONNECTIONS),
                sum(Counter.SHIFTED_REQUESTS),
                sum(Counter.ACTIVE_MIRRORS),
                sum(Counter.TOTAL_MIRRORS),
                sum(Counter.MIRRORS_DROPPED),
                sum(Counter.MIRRORS_FAILED),
                applied,
                rejected);
    }

    /// Closes every connection at once.
    @Override
    public void close() {
        synchronized (changes) {
            if (closed) {
                return;
            }
            closed = true;
            if (transport == null || listeners == null) {
                names.close();
                return;
            }
            listeners.closeAll();
            for (var worker : workers) {
                worker.context().loop().execute(() -> worker.pool().closeIdle());
            }
            transport.group().shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
            names.close();
            tls.close();
            if (drained != null) {
                drained.complete(null); // its poll ended with the event loops
            }
        }
    }

    private long sum(Counter counter) {
        long sum = 0;
        for (var worker : workers) {
            sum += worker.context().counters().get(counter);
        }
        return sum;
    }

    private ListenerReconciler started() {
        if (listeners == null || closed) {
            throw new IllegalStateException("engine is not running");
        }
        return listeners;
    }

    private void awaitEmpty(CompletableFuture<Void> done, long deadline) {
        if (sum(Counter.OPEN_DOWNSTREAM) == 0 || System.nanoTime() - deadline >= 0) {
            for (var worker : workers) {
                worker.context().loop().execute(() -> worker.pool().closeIdle());
            }
            done.complete(null);
            return;
        }
        workers.getFirst()
                .context()
                .loop()
                .schedule(() -> awaitEmpty(done, deadline), DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
}

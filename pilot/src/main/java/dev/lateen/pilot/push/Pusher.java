package dev.lateen.pilot.push;

import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.PushChannel;
import dev.lateen.pilot.push.AffectedProxies.Outcome;
import dev.lateen.pilot.push.CallResult.Refusal;
import dev.lateen.pilot.push.ProxyTable.AckResult;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceChange;
import dev.lateen.pilot.status.Condition;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.RevisionStatus;
import dev.lateen.snapshot.push.SnapshotEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Brings every revision to every connected proxy.
///
/// One thread, the push loop, owns all state of the push: debouncing, compiling, streams' state, acknowledgements,
/// waits. So nothing here is locked, and a proxy sees revisions in order. A revision is compiled for one proxy after
/// the
/// other, and calls come in between. Public methods may be called from any thread.
public final class Pusher implements AutoCloseable {

    private static final Duration COMMENT_PERIOD = Duration.ofSeconds(15);
    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(1);

    /// Time alone changes what is to be said of certificates.
    private static final Duration CERTIFICATE_PERIOD = Duration.ofMinutes(10);

    private final Registry registry;
    private final PushLoop loop = new PushLoop();
    private final Debouncer debouncer;
    private final AffectedProxies affected;
    private final ProxyTable table;
    private final KnownProxies known;
    private final Reports reports;
    private final RevisionLog log = new RevisionLog();
    private final StatusPublisher statuses;
    private final RevisionWaits waits;
    private final Turns turns = new Turns(loop, this::push, this::settle);

    /// What the push shares with others.
    ///
    /// @param canaries what is to be said of a VirtualService whose weights are moved
    public record Context(KnownProxies known, Reports reports, Function<Entry, Optional<Condition>> canaries) {}

    /// Until when changes are gathered before they are compiled.
    public record Timing(Duration quiet, Duration most) {
        public static final Timing DEFAULT = new Timing(Duration.ofMillis(10), Duration.ofMillis(100));
    }

    public Pusher(Registry registry, PushTelemetry telemetry, Timing timing, Context context) {
        this.known = context.known();
        this.reports = context.reports();
        this.registry = registry;
        SnapshotCache cache = new SnapshotCache();
        this.affected = new AffectedProxies(telemetry, cache);
        this.table = new ProxyTable(cache, telemetry, log, known);
        this.statuses = new StatusPublisher(
                registry, new StatusPublisher.Witnesses(affected, table, context.canaries()), loop.executor());
        this.waits = new RevisionWaits(loop.executor(), table, log, affected::held);
        this.debouncer = new Debouncer(
                loop.executor(), new Debouncer.Window(timing.quiet(), timing.most()), PushLoop.guarded(this::push));
    }

    /// Returns once the state that the sources have loaded is what proxies will get.
    public void start() {
        registry.listen(new Changes());
        loop.ask(() -> affected.advance(registry.view())).join();
        loop.execute(statuses::signal);
        loop.every(COMMENT_PERIOD, table::comment);
        loop.every(CERTIFICATE_PERIOD, statuses::signal);
        loop.every(SWEEP_PERIOD, () -> {
            table.remember();
            table.sweep(System.nanoTime()).forEach(affected::forget);
        });
        // Who waits for proxies that do not come back waits no longer.
        loop.after(KnownProxies.GRACE.plusMillis(1), this::settle);
    }

    /// Before the connections are closed: the proxies that are there now are those that the next start waits for.
    public void leave() {
        loop.ask(() -> {
                    table.remember();
                    known.freeze();
                    return true;
                })
                .join();
    }

    @Override
    public void close() {
        loop.ask(() -> {
                    waits.answerAll();
                    table.closeAll();
                    return true;
                })
                .join();
        loop.close();
    }

    void connect(Subscriber proxy, EventStream stream, @Nullable String lastEventId) {
        loop.execute(() -> {
            push(); // a new proxy starts from the latest state, even while changes are being gathered
            table.connect(proxy, stream, lastEventId);
            push(proxy);
            settle();
        });
    }

    void disconnected(String proxy, EventStream stream) {
        loop.execute(() -> {
            if (table.disconnect(proxy, stream)) {
                reports.left(proxy);
            }
            settle();
        });
    }

    CompletableFuture<AckResult> acknowledge(Ack ack) {
        return loop.ask(() -> {
            AckResult result = table.acknowledge(ack);
            settle();
            return result;
        });
    }

    /// Only from a proxy whose stream and report have shown the token: anybody could move weights by it.
    CompletableFuture<CallResult<Report.Answer>> report(Report report, PushChannel channel) {
        return loop.ask(() -> called(report.proxy(), session -> {
            boolean proven =
                    session.proxy().channel() == PushChannel.AUTHENTICATED && channel == PushChannel.AUTHENTICATED;
            return proven
                    ? new CallResult.Taken<>(new Report.Answer(reports.take(report)))
                    : new CallResult.Refused<>(Refusal.UNPROVEN);
        }));
    }

    /// Has the sidecar get what these hosts need, and no longer what others needed. Who has shown the token for its
    /// stream must show it here, or anybody could speak in its name.
    CompletableFuture<CallResult<Demand.Answer>> demand(Demand demand, PushChannel channel) {
        return loop.ask(() -> called(demand.proxy(), session -> {
            boolean proven =
                    channel == PushChannel.AUTHENTICATED || session.proxy().channel() == channel;
            return proven ? demand(demand, session) : new CallResult.Refused<>(Refusal.UNPROVEN);
        }));
    }

    private CallResult<Demand.Answer> demand(Demand demand, ProxySession session) {
        Set<String> before = session.proxy().used();
        if (before == null) {
            return new CallResult.Refused<>(Refusal.ASKS_FOR_NOTHING);
        }
        if (!session.mayDemand(System.nanoTime())) {
            return new CallResult.Refused<>(Refusal.TOO_OFTEN);
        }
        Set<String> wanted = new HashSet<>(before);
        demand.unused().forEach(wanted::remove);
        wanted.addAll(demand.hosts());
        Outcome outcome = affected.load(session.proxy(), wanted, running(session));
        Set<String> used = outcome.usedHosts(before);
        session.use(session.proxy().using(used));
        table.offer(session.node().id(), outcome);
        settle();
        return new CallResult.Taken<>(new Demand.Answer(
                demand.hosts().stream().filter(host -> !used.contains(host)).toList()));
    }

    private static Content running(ProxySession session) {
        Content running = session.running();
        return running == null ? Content.EMPTY : running;
    }

    private <T> CallResult<T> called(String proxy, Function<ProxySession, CallResult<T>> answer) {
        return table.find(proxy)
                .filter(session -> session.isConnected() && session.node().id().equals(proxy))
                .map(answer)
                .orElseGet(() -> new CallResult.Refused<>(Refusal.UNKNOWN_PROXY));
    }

    /// Something outside of the push shows in statuses.
    public void refreshStatuses() {
        loop.execute(statuses::signal);
    }

    public CompletableFuture<List<ProxyStatus>> proxies() {
        return loop.ask(table::statuses);
    }

    public int connectedProxies() {
        return table.connectedCount();
    }

    /// What a proxy runs on, or is about to if that is not known; empty for an unknown proxy or one without content.
    CompletableFuture<Optional<SnapshotEvent>> config(String proxy) {
        return loop.ask(() -> table.find(proxy)
                .flatMap(session -> Optional.ofNullable(session.running())
                        .map(content -> new SnapshotEvent(
                                content.id(), Long.toString(session.runningRevision()), content.snapshot()))));
    }

    /// @param revision one that exists
    CompletableFuture<RevisionStatus> await(long revision, Duration atMost) {
        CompletableFuture<RevisionStatus> answer = new CompletableFuture<>();
        loop.execute(() -> {
            if (waits.isReached(revision)) {
                statuses.publish();
            }
            waits.await(revision, atMost, answer);
        });
        return answer;
    }

    CompletableFuture<Set<Violation>> findings() {
        return loop.ask(statuses::findings);
    }

    private final class Changes implements Registry.ChangeListener {

        @Override
        public void changed(long revision, List<ResourceChange> changes) {
            long now = System.nanoTime();
            loop.execute(() -> {
                log.accepted(revision, now);
                debouncer.signal();
            });
        }

        @Override
        public void reported() {
            loop.execute(statuses::signal);
        }
    }

    private void push() {
        if (!affected.advance(registry.view())) {
            return;
        }
        statuses.signal();
        turns.add(table.connected());
    }

    private void push(String proxy) {
        table.find(proxy).filter(ProxySession::isConnected).ifPresent(session -> push(session.proxy()));
    }

    private void push(Subscriber proxy) {
        turns.remove(proxy.node().id());
        Content before = table.find(proxy.node().id()).map(Pusher::running).orElse(Content.EMPTY);
        table.offer(proxy.node().id(), affected.compile(proxy, before));
        statuses.signal();
    }

    /// After anything that may have brought a proxy forward.
    private void settle() {
        statuses.progressed();
        if (waits.isAnyReached(affected.revision())) {
            statuses.publish();
        }
        waits.settle(affected.revision());
    }
}

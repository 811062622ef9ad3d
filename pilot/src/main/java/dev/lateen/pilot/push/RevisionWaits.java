package dev.lateen.pilot.push;

import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.push.RevisionStatus;
import dev.lateen.snapshot.push.RevisionStatus.Held;
import dev.lateen.snapshot.push.RevisionStatus.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Those who ask when all proxies run on a revision. Confined to the push loop.
final class RevisionWaits {

    private final ScheduledExecutorService loop;
    private final ProxyTable table;
    private final RevisionLog log;
    private final Supplier<List<Violation>> held;
    private final List<Wait> waits = new ArrayList<>();

    private record Wait(long revision, CompletableFuture<RevisionStatus> answer) {}

    /// @param held the resources that are held back at present
    RevisionWaits(ScheduledExecutorService loop, ProxyTable table, RevisionLog log, Supplier<List<Violation>> held) {
        this.loop = loop;
        this.table = table;
        this.log = log;
        this.held = held;
    }

    void await(long revision, Duration atMost, CompletableFuture<RevisionStatus> answer) {
        RevisionStatus now = status(revision);
        if (now.pending().isEmpty() || !atMost.isPositive()) {
            answer.complete(now);
            return;
        }
        Wait wait = new Wait(revision, answer);
        waits.add(wait);
        var _ = loop.schedule(
                () -> {
                    if (waits.remove(wait)) {
                        answer.complete(status(revision));
                    }
                },
                atMost.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /// Whether somebody waits for what all proxies run on now.
    boolean isAnyReached(long current) {
        long reached = reached(current);
        return waits.stream().anyMatch(wait -> wait.revision() <= reached);
    }

    /// Whether all proxies run on it.
    boolean isReached(long revision) {
        return status(revision).pending().isEmpty();
    }

    private long reached(long current) {
        if (!table.missing().isEmpty()) {
            return 0;
        }
        return table.connectedSessions().stream()
                .mapToLong(ProxySession::ackedRevision)
                .min()
                .orElse(current);
    }

    /// After anything that may have brought a proxy forward.
    void settle(long current) {
        long reached = reached(current);
        log.converged(reached, System.nanoTime());
        waits.removeIf(wait -> {
            boolean done = wait.revision() <= reached;
            if (done) {
                wait.answer().complete(status(wait.revision()));
            }
            return done;
        });
    }

    /// Leaves nobody hanging when pilot stops.
    void answerAll() {
        waits.forEach(wait -> wait.answer().complete(status(wait.revision())));
        waits.clear();
    }

    private RevisionStatus status(long revision) {
        long now = System.nanoTime();
        List<ProxySession> connected = table.connectedSessions();
        List<Pending> pending = new ArrayList<>();
        for (ProxySession session : connected) {
            String reason = session.pendingReason(revision, now);
            if (reason != null) {
                pending.add(new Pending(session.node().id(), reason));
            }
        }
        int acked = connected.size() - pending.size();
        for (String missing : table.missing()) {
            pending.add(new Pending(missing, "was connected before pilot started and is not back yet"));
        }
        return new RevisionStatus(
                Long.toString(revision),
                acked + pending.size(),
                acked,
                log.duration(revision, pending.isEmpty(), now).toMillis(),
                pending,
                held.get().stream().map(RevisionWaits::held).toList());
    }

    private static Held held(Violation violation) {
        return new Held(String.valueOf(violation.resource()), violation.path(), violation.message());
    }
}

package dev.lateen.pilot.push;

import dev.lateen.pilot.push.AffectedProxies.Outcome;
import dev.lateen.pilot.push.ProxySession.Delivery;
import dev.lateen.pilot.push.PushTelemetry.EventType;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// All proxies by id: who is connected, what each was sent and runs on. Confined to the push loop.
final class ProxyTable {

    private static final Logger LOGGER = Logger.getLogger(ProxyTable.class);
    private static final Duration STALL_PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration MEMORY_OF_LOST = Duration.ofMinutes(10);

    private final SnapshotCache cache;
    private final PushTelemetry telemetry;
    private final RevisionLog log;
    private final KnownProxies known;
    private final Map<String, ProxySession> sessions = new TreeMap<>();
    private volatile int connectedCount;

    /// What an acknowledgement was worth.
    enum AckResult {
        TAKEN,
        UNKNOWN_PROXY,
        NOT_IN_FLIGHT
    }

    ProxyTable(SnapshotCache cache, PushTelemetry telemetry, RevisionLog log, KnownProxies known) {
        this.known = known;
        this.cache = cache;
        this.telemetry = telemetry;
        this.log = log;
    }

    /// The newest stream of a name wins.
    void connect(Subscriber proxy, EventStream stream, @Nullable String lastEventId) {
        ProxyNode node = proxy.node();
        ProxySession session = sessions.computeIfAbsent(node.id(), id -> new ProxySession(proxy));
        EventStream old = session.stream();
        session.connect(proxy, stream, lastEventId);
        known.connected(node.id());
        connectedCount = connectedSessions().size();
        Content base = cache.find(lastEventId);
        if (base != null) {
            session.resumeFrom(base);
        }
        if (old != null) {
            LOGGER.infof("event=stream_replaced proxy=%s old=%s new=%s", node.id(), old.remote(), stream.remote());
            old.close();
        } else {
            LOGGER.infof("event=proxy_connected proxy=%s role=%s", node.id(), node.role());
        }
    }

    /// False when the proxy has another stream by now.
    boolean disconnect(String proxy, EventStream stream) {
        ProxySession session = sessions.get(proxy);
        if (session == null || !session.disconnect(stream)) {
            return false;
        }
        connectedCount = connectedSessions().size();
        LOGGER.infof("event=proxy_disconnected proxy=%s", proxy);
        return true;
    }

    /// From any thread.
    int connectedCount() {
        return connectedCount;
    }

    List<String> connected() {
        return connectedSessions().stream().map(session -> session.node().id()).toList();
    }

    void offer(String proxy, Outcome outcome) {
        ProxySession session = sessions.get(proxy);
        if (session == null) {
            return;
        }
        if (outcome.content() != null) {
            deliver(session.offer(outcome.content(), outcome.secrets(), outcome.revision()));
        } else if (outcome.failure() != null) {
            session.failed(outcome.failure());
        }
    }

    AckResult acknowledge(Ack ack) {
        ProxySession session = sessions.get(ack.proxy());
        if (session == null) {
            return AckResult.UNKNOWN_PROXY;
        }
        ProxySession.Sent sent = session.inFlight();
        if (sent == null || !sent.id().equals(ack.id())) {
            // Said twice, for instance because the first answer was lost.
            boolean known =
                    ack.equals(session.answer()) || (ack.accepted() && ack.id().equals(session.heldId()));
            return known ? AckResult.TAKEN : AckResult.NOT_IN_FLIGHT;
        }
        session.answered(ack);
        if (ack.accepted()) {
            Duration since = log.since(sent.revision(), System.nanoTime());
            if (since != null) {
                telemetry.acknowledged(since);
            }
            deliver(session.accepted());
        } else {
            String why = ack.error() == null ? "no reason given" : ack.error();
            LOGGER.warnf(
                    "event=snapshot_rejected proxy=%s revision=%d id=%s reason=\"%s\"",
                    ack.proxy(), sent.revision(), ack.id(), why);
            telemetry.rejected();
            deliver(session.rejected(why));
        }
        return AckResult.TAKEN;
    }

    List<ProxyStatus> statuses() {
        return sessions.values().stream().map(ProxySession::status).toList();
    }

    /// By id, or by the bare name where that is unique.
    Optional<ProxySession> find(String proxy) {
        ProxySession exact = sessions.get(proxy);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<ProxySession> named = sessions.values().stream()
                .filter(session -> session.node().name().equals(proxy))
                .toList();
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    List<ProxySession> connectedSessions() {
        return sessions.values().stream().filter(ProxySession::isConnected).toList();
    }

    /// Proxies that are on their way back after a restart of pilot.
    Set<String> missing() {
        return known.missing();
    }

    /// For the next start.
    void remember() {
        known.remember(Set.copyOf(connected()));
    }

    void comment() {
        for (ProxySession session : connectedSessions()) {
            EventStream stream = session.stream();
            if (stream != null) {
                stream.comment();
            }
        }
    }

    /// Closes streams that are not read and those whose acknowledgement must have been lost: the proxy comes back and
    /// says what it has. Returns the proxies that have been gone for so long that they are forgotten.
    List<String> sweep(long nanoTime) {
        for (ProxySession session : connectedSessions()) {
            EventStream stream = session.stream();
            if (stream == null) {
                continue;
            }
            ProxySession.Sent sent = session.inFlight();
            boolean silent = sent != null && nanoTime - sent.nanoTime() > ACK_PATIENCE.toNanos();
            if (silent || stream.isStalled(STALL_PATIENCE)) {
                String reason = silent ? "no acknowledgement" : "does not drain";
                LOGGER.warnf(
                        "event=stream_closed proxy=%s reason=\"%s\"",
                        session.node().id(), reason);
                stream.close();
            }
        }
        Instant forget = Instant.now().minus(MEMORY_OF_LOST);
        List<String> lost = new ArrayList<>();
        sessions.values().removeIf(session -> {
            boolean gone = !session.isConnected() && session.since().isBefore(forget);
            if (gone) {
                lost.add(session.node().id());
            }
            return gone;
        });
        return lost;
    }

    void closeAll() {
        for (ProxySession session : connectedSessions()) {
            EventStream stream = session.stream();
            if (stream != null) {
                stream.close();
            }
        }
    }

    private void deliver(@Nullable Delivery delivery) {
        switch (delivery) {
            case null -> {}
            case Delivery.Secrets(var stream, var event) -> {
                stream.send(SnapshotCache.secretsEvent(event, stream.encoding()));
                telemetry.pushed(EventType.SECRETS);
            }
            case Delivery.Update(var stream, var content, var base, var number) -> {
                String revision = Long.toString(number);
                stream.send(
                        base == null
                                ? cache.snapshotEvent(content, revision, stream.encoding())
                                : cache.deltaEvent(base, content, revision, stream.encoding()));
                telemetry.pushed(base == null ? EventType.SNAPSHOT : EventType.DELTA);
            }
        }
    }
}

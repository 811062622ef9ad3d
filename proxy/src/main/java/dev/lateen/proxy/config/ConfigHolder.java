package dev.lateen.proxy.config;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.loop.LoopsFirst;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.DeltaEvent;
import dev.lateen.snapshot.push.SecretsEvent;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The snapshot in force and the way to the next one: read, verify, apply, remember on disk. An event takes effect
/// whole or not at all. Thread-safe; one event at a time.
final class ConfigHolder implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(ConfigHolder.class);

    private final SnapshotTarget target;
    private final @Nullable SnapshotKeeper lastGood;
    private final @Nullable DemandClient demand;
    private volatile @Nullable SnapshotEvent current;
    private Content content = Content.EMPTY;
    private volatile PushStatus status = PushStatus.NONE;

    /// What became of an event.
    sealed interface Outcome {

        record Accepted(String id) implements Outcome {}

        /// @param full whether only a full snapshot can help
        record Rejected(String id, String reason, boolean full) implements Outcome {}

        /// A delta on a snapshot that is not the one in force: a full one is needed.
        record BaseUnknown(String base) implements Outcome {}

        /// Not an event of ours.
        record Ignored() implements Outcome {}
    }

    ConfigHolder(SnapshotStore store) {
        this.target = store.target();
        this.lastGood =
                store.lastGoodFile() == null ? null : new SnapshotKeeper(new LastGoodSnapshot(store.lastGoodFile()));
        this.demand = store.demand();
        if (demand != null) {
            demand.watch(target::calledDomains);
        }
    }

    /// What the next stream is to begin with: the hosts that are loaded. Null when everything is wanted.
    @Nullable
    List<String> usedHosts() {
        if (demand == null) {
            return null;
        }
        var onDemand = current == null ? null : current.snapshot().onDemand();
        return onDemand == null ? List.of() : onDemand.used();
    }

    @Nullable
    SnapshotEvent current() {
        return current;
    }

    PushStatus status() {
        return status;
    }

    synchronized void connected() {
        status = status.withConnected(true);
        if (demand != null) {
            demand.connected();
        }
    }

    synchronized void reconnecting(String reason) {
        boolean was = status.connected();
        status = status.withReconnect(reason);
        if (demand != null && was) {
            demand.disconnected();
        } else if (demand != null) {
            demand.unreachable();
        }
    }

    synchronized Outcome take(PushEvent event) {
        try {
            return switch (event.type()) {
                // Its id is believed: where it were wrong, the first delta on it would not lead to what it should.
                case "snapshot" -> {
                    var next = read(event, SnapshotEvent.class);
                    yield apply(next, Content.claimed(next), false);
                }
                case "delta" -> delta(read(event, DeltaEvent.class));
                case "secrets" -> secrets(event.data());
                default -> new Outcome.Ignored();
            };
        } catch (IllegalArgumentException e) {
            return rejected(event.id(), e.getMessage(), event.type().equals("delta"));
        }
    }

    private static <T> T read(PushEvent event, Class<T> type) {
        var read = SnapshotJson.read(event.data(), type);
        LoopsFirst.giveWay();
        return read;
    }

    /// Puts the last good snapshot in force unless there is one already. True when it did.
    synchronized boolean startFromDisk() {
        if (current != null || lastGood == null) {
            return false;
        }
        var stored = lastGood.read();
        if (stored.isEmpty()) {
            return false;
        }
        var event = stored.get();
        try {
            putInForce(event, Content.claimed(event));
        } catch (SnapshotRejected | RuntimeException e) {
            LOGGER.warnf("last good snapshot is rejected id=%s reason=%s", event.id(), e.getMessage());
            return false;
        }
        status = status.withAccepted(event.id(), event.revision(), "disk");
        return true;
    }

    /// Not remembered anywhere but in the target's memory; a message about it never quotes it.
    private Outcome secrets(String json) {
        SecretsEvent event;
        try {
            event = SnapshotJson.read(json, SecretsEvent.class);
        } catch (IllegalArgumentException e) {
            LOGGER.warn("secrets from pilot cannot be read");
            return new Outcome.Ignored();
        }
        var problems = target.update(event.secrets());
        LOGGER.infof(
                "secrets taken revision=%s count=%d",
                event.revision(), event.secrets().size());
        return problems.isEmpty()
                ? new Outcome.Accepted(event.id())
                : new Outcome.Rejected(event.id(), String.join("; ", problems), false);
    }

    private Outcome delta(DeltaEvent delta) {
        var base = current;
        if (base == null || !base.id().equals(delta.base())) {
            return new Outcome.BaseUnknown(delta.base());
        }
        var next = content.apply(delta);
        LoopsFirst.giveWay();
        return apply(new SnapshotEvent(next.id(), delta.revision(), next.snapshot()), next, true);
    }

    private Outcome apply(SnapshotEvent next, Content nextContent, boolean verified) {
        try {
            putInForce(next, nextContent);
        } catch (SnapshotRejected e) {
            return rejected(next.id(), e.getMessage(), false);
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "snapshot cannot be applied id=%s", next.id());
            return rejected(next.id(), e.toString(), false);
        }
        status = status.withAccepted(next.id(), next.revision(), "pilot");
        LOGGER.infof("snapshot applied revision=%s id=%s", next.revision(), next.id());
        if (lastGood != null) {
            lastGood.keep(next, verified);
        }
        return new Outcome.Accepted(next.id());
    }

    private void putInForce(SnapshotEvent event, Content itsContent) throws SnapshotRejected {
        if (demand != null) {
            demand.coming(event.snapshot());
        }
        target.apply(event.snapshot());
        LoopsFirst.giveWay();
        current = event;
        content = itsContent;
        if (demand != null) {
            demand.applied();
        }
    }

    /// When no event comes any more.
    @Override
    public void close() {
        if (lastGood != null) {
            lastGood.close();
        }
    }

    private Outcome rejected(String id, @Nullable String reason, boolean full) {
        var text = reason == null ? "no reason given" : reason;
        status = status.withRejected(text);
        if (demand != null) {
            demand.rejected(text);
        }
        LOGGER.warnf("snapshot rejected, the one before stays in force id=%s reason=%s", id, text);
        return new Outcome.Rejected(id, text, full);
    }
}

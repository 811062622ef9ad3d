package dev.lateen.pilot.push;

import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What pilot knows of one proxy, across its connections. Confined to the push loop.
///
/// ```
///            offer                    ack accepted: held = in flight
/// IDLE ─────────────────► IN FLIGHT ─────────────────────────────────► IDLE, then sends the slot if it differs
///  ▲  same as held: acked     │ offer: only replaces the slot
///  └──────────────────────────┘ ack rejected: remembered, not sent again on this stream until the content changes
/// ```
final class ProxySession {

    private ProxyNode node;
    private Instant since = Instant.now();
    private @Nullable EventStream stream;
    private @Nullable Sent inFlight;
    private @Nullable CompiledSnapshot slot;
    private long slotRevision;
    private @Nullable String heldId;
    private @Nullable CompiledSnapshot held;
    private long ackedRevision;
    private @Nullable String rejectedId;
    private @Nullable String error;

    record Sent(CompiledSnapshot content, long revision, long nanoTime) {}

    /// What to send; a delta if there is a base.
    record Delivery(
            EventStream stream,
            CompiledSnapshot content,
            @Nullable CompiledSnapshot base,
            long revision) {}

    ProxySession(ProxyNode node) {
        this.node = node;
    }

    ProxyNode node() {
        return node;
    }

    @Nullable
    EventStream stream() {
        return stream;
    }

    boolean isConnected() {
        return stream != null;
    }

    Instant since() {
        return since;
    }

    long ackedRevision() {
        return ackedRevision;
    }

    /// Why it does not run on the latest content; null if nothing went wrong.
    @Nullable
    String error() {
        return error;
    }

    @Nullable
    Sent inFlight() {
        return inFlight;
    }

    /// The content that the proxy runs on if it is known, else what it is about to get.
    @Nullable
    CompiledSnapshot running() {
        return held != null ? held : inFlight != null ? inFlight.content() : slot;
    }

    long runningRevision() {
        return held != null ? ackedRevision : slotRevision;
    }

    /// A new stream is a new chance: what was rejected on the last one may be taken now.
    void connect(ProxyNode newNode, EventStream newStream, @Nullable String lastEventId) {
        node = newNode;
        stream = newStream;
        since = Instant.now();
        inFlight = null;
        slot = null;
        if (held == null || !held.id().equals(lastEventId)) {
            held = null;
            heldId = lastEventId;
        }
        ackedRevision = 0;
        rejectedId = null;
        error = null;
    }

    /// Gives the base of a resumed stream its content.
    void resumeFrom(CompiledSnapshot base) {
        if (base.id().equals(heldId)) {
            held = base;
        }
    }

    @Nullable
    String heldId() {
        return heldId;
    }

    boolean disconnect(EventStream gone) {
        if (stream != gone) {
            return false;
        }
        stream = null;
        inFlight = null;
        since = Instant.now();
        return true;
    }

    void failed(String why) {
        error = why;
    }

    @Nullable
    Delivery offer(CompiledSnapshot content, long revision) {
        slot = content;
        slotRevision = revision;
        return next();
    }

    @Nullable
    Delivery accepted() {
        if (inFlight != null) {
            held = inFlight.content();
            heldId = held.id();
            ackedRevision = Math.max(ackedRevision, inFlight.revision());
            inFlight = null;
            rejectedId = null;
            error = null;
        }
        return next();
    }

    @Nullable
    Delivery rejected(String why) {
        if (inFlight != null) {
            rejectedId = inFlight.content().id();
            error = why;
            inFlight = null;
        }
        return next();
    }

    private @Nullable Delivery next() {
        CompiledSnapshot latest = slot;
        if (latest == null || stream == null || inFlight != null) {
            return null;
        }
        if (latest.id().equals(heldId)) {
            held = latest;
            ackedRevision = slotRevision;
            rejectedId = null;
            error = null;
            return null;
        }
        if (latest.id().equals(rejectedId)) {
            return null;
        }
        inFlight = new Sent(latest, slotRevision, System.nanoTime());
        return new Delivery(stream, latest, held, slotRevision);
    }

    /// Why the proxy does not run on `revision`; null if it does.
    @Nullable
    String pendingReason(long revision, long now) {
        if (ackedRevision >= revision) {
            return null;
        }
        if (error != null) {
            return rejectedId == null ? error : "rejected: " + error;
        }
        if (slot == null) {
            return "has just connected";
        }
        if (inFlight == null || slotRevision < revision) {
            return "waits for revision %d to be compiled".formatted(revision);
        }
        return "has not acknowledged revision %d, sent %d ms ago"
                .formatted(
                        inFlight.revision(),
                        Duration.ofNanos(now - inFlight.nanoTime()).toMillis());
    }

    ProxyStatus status() {
        return new ProxyStatus(
                node.id(),
                node.role(),
                node.namespace(),
                node.name(),
                isConnected(),
                inFlight != null ? inFlight.content().id() : rejectedId != null ? rejectedId : heldId,
                text(inFlight != null ? inFlight.revision() : rejectedId != null ? slotRevision : ackedRevision),
                heldId,
                text(ackedRevision),
                error,
                since.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static @Nullable String text(long revision) {
        return revision == 0 ? null : Long.toString(revision);
    }
}

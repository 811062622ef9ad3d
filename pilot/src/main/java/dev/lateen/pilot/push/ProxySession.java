package dev.lateen.pilot.push;

import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.snapshot.push.SecretsEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What pilot knows of one proxy, across its connections. Confined to the push loop.
///
/// ```
///            offer                    ack accepted: held = in flight
/// IDLE ─────────────────► IN FLIGHT ─────────────────────────────────► IDLE, then sends the slot if it differs
///  ▲  same as held: acked     │ offer: only replaces the slot
///  └──────────────────────────┘ ack rejected: remembered, not sent again on this stream until the content changes
/// ```
///
/// Secrets are an event of their own. When the proxy has not taken those that the slot needs, they come first, so that
/// no
/// listener is in force before its certificate is there.
final class ProxySession {

    static final int DEMANDS_PER_SECOND = 100;

    private final CallRate demands = new CallRate(DEMANDS_PER_SECOND, System.nanoTime());
    private Subscriber proxy;
    private Instant since = Instant.now();
    private @Nullable EventStream stream;
    private @Nullable Sent inFlight;
    private @Nullable Content slot;
    private List<Secret> slotSecrets = List.of();
    private long slotRevision;
    private @Nullable String heldId;
    private @Nullable Content held;
    private List<Secret> heldSecrets = List.of();
    private @Nullable List<Secret> refusedSecrets;
    private long refusedRevision;
    private long ackedRevision;
    private @Nullable String rejectedId;
    private @Nullable String error;
    private @Nullable Ack answer;

    /// @param id what the acknowledgement names
    /// @param content null when it was secrets
    record Sent(String id, @Nullable Content content, List<Secret> secrets, long revision, long nanoTime) {}

    /// What to send.
    sealed interface Delivery {

        EventStream stream();

        /// A delta if there is a base.
        record Update(
                EventStream stream,
                Content content,
                @Nullable Content base,
                long revision) implements Delivery {}

        record Secrets(EventStream stream, SecretsEvent event) implements Delivery {}
    }

    ProxySession(Subscriber proxy) {
        this.proxy = proxy;
    }

    ProxyNode node() {
        return proxy.node();
    }

    Subscriber proxy() {
        return proxy;
    }

    /// From here on the proxy has these hosts in use.
    void use(Subscriber sameProxy) {
        proxy = sameProxy;
    }

    /// Whether it may ask for hosts once more at this moment.
    boolean mayDemand(long nanoTime) {
        return demands.take(nanoTime);
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
    Content running() {
        var coming = inFlight == null ? null : inFlight.content();
        return held != null ? held : coming != null ? coming : slot;
    }

    long runningRevision() {
        return held != null ? ackedRevision : slotRevision;
    }

    /// A new stream is a new chance: what was rejected on the last one may be taken now.
    void connect(Subscriber newProxy, EventStream newStream, @Nullable String lastEventId) {
        proxy = newProxy;
        stream = newStream;
        since = Instant.now();
        inFlight = null;
        slot = null;
        heldSecrets = List.of();
        refusedSecrets = null;
        if (held == null || !held.id().equals(lastEventId)) {
            held = null;
            heldId = lastEventId;
        }
        ackedRevision = 0;
        rejectedId = null;
        error = null;
        answer = null;
    }

    /// Gives the base of a resumed stream its content.
    void resumeFrom(Content base) {
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

    /// What the proxy last said of an event of this stream.
    @Nullable
    Ack answer() {
        return answer;
    }

    void answered(Ack ack) {
        answer = ack;
    }

    void failed(String why) {
        error = why;
    }

    @Nullable
    Delivery offer(Content content, List<Secret> secrets, long revision) {
        slot = content;
        slotSecrets = secrets;
        slotRevision = revision;
        return next();
    }

    @Nullable
    Delivery accepted() {
        Sent sent = inFlight;
        if (sent != null) {
            inFlight = null;
            if (sent.content() == null) {
                heldSecrets = sent.secrets();
                refusedSecrets = null;
            } else {
                held = sent.content();
                heldId = held.id();
                ackedRevision = Math.max(ackedRevision, sent.revision());
            }
            rejectedId = null;
            error = null;
        }
        return next();
    }

    /// What is good among refused secrets is in force all the same; the snapshot follows them.
    @Nullable
    Delivery rejected(String why) {
        Sent sent = inFlight;
        if (sent != null) {
            if (sent.content() == null) {
                refusedSecrets = sent.secrets();
                refusedRevision = sent.revision();
            }
            rejectedId = sent.id();
            error = why;
            inFlight = null;
        }
        return next();
    }

    private @Nullable Delivery next() {
        Content latest = slot;
        if (latest == null || stream == null || inFlight != null) {
            return null;
        }
        boolean refused = slotSecrets.equals(refusedSecrets);
        if (!refused && !slotSecrets.equals(heldSecrets)) {
            return secrets(stream);
        }
        if (latest.id().equals(heldId)) {
            held = latest;
            if (!refused || slotRevision > refusedRevision) {
                ackedRevision = slotRevision;
                rejectedId = null;
                error = null;
            }
            return null;
        }
        if (latest.id().equals(rejectedId)) {
            return null;
        }
        inFlight = new Sent(latest.id(), latest, slotSecrets, slotRevision, System.nanoTime());
        return new Delivery.Update(stream, latest, held, slotRevision);
    }

    private Delivery secrets(EventStream to) {
        String id = "secrets-" + slotRevision;
        inFlight = new Sent(id, null, slotSecrets, slotRevision, System.nanoTime());
        return new Delivery.Secrets(to, new SecretsEvent(id, Long.toString(slotRevision), slotSecrets));
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
                node().id(),
                node().role(),
                node().namespace(),
                node().name(),
                isConnected(),
                inFlight != null ? inFlight.id() : rejectedId != null ? rejectedId : heldId,
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

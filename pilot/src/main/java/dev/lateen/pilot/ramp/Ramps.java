package dev.lateen.pilot.ramp;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.push.Reports;
import dev.lateen.pilot.push.Reports.Reading;
import dev.lateen.pilot.ramp.RampRefused.Cause;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceChange;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.status.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Leads canaries from step to step. All that must survive is noted on the VirtualService ([Ramp]); this class looks at
/// it again and again, and takes a step by a write that is based on the version it looked at. So a change of somebody
/// else's is never overwritten, and ends the ramp.
///
/// Thread-safe: a thread of its own looks, callers ask.
public final class Ramps implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(Ramps.class);
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int ATTEMPTS = 5;

    private final Registry registry;
    private final RampSteps steps;
    private final Reports reports;
    private final InstantSource clock;
    private final Instant started;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lateen-ramps").factory());

    /// VirtualServices to look at.
    private final Set<ResourceKey> watched = ConcurrentHashMap.newKeySet();

    private final Map<ResourceKey, String> waiting = new ConcurrentHashMap<>();
    /// Of ramps whose note is gone with the version that had it.
    private final Map<ResourceKey, String> lastWords = new ConcurrentHashMap<>();

    private final Map<ResourceKey, Ramp> seen = new HashMap<>();
    private final Backoff backoff = new Backoff();
    private volatile Runnable news = () -> {};

    /// What a user may tell a ramp.
    public enum Order {
        ABORT,
        PROMOTE,
        PAUSE,
        RESUME
    }

    /// A ramp as it stands.
    ///
    /// @param waiting what it waits for beside the time; empty for nothing
    public record View(Entry entry, Ramp ramp, Reading reading, String waiting) {}

    public Ramps(Registry registry, ResourceWriter writer, Reports reports, InstantSource clock) {
        this.registry = registry;
        this.steps = new RampSteps(new RampWriter(writer), reports, clock);
        this.reports = reports;
        this.clock = clock;
        this.started = clock.instant();
    }

    /// Goes on with what pilot's last life began.
    ///
    /// @param listener told when something changes that [#condition] says
    public void start(Runnable listener) {
        news = listener;
        registry.listen((_, changes) -> changed(changes));
        registry.view().entries().values().forEach(this::notice);
        look();
        long period = PERIOD.toMillis();
        var _ = watch.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        watch.close();
    }

    /// Takes the first step.
    public synchronized View begin(ResourceKey key, Plan plan, RuleChoice rule) throws RampRefused {
        onLatest(key, entry -> steps.begin(entry, plan, rule));
        return view(key);
    }

    public synchronized View order(ResourceKey key, Order order) throws RampRefused {
        onLatest(key, entry -> steps.order(entry, running(entry), order));
        return view(key);
    }

    public synchronized View view(ResourceKey key) throws RampRefused {
        Entry entry = find(key);
        Ramp ramp = Ramp.of(entry.resource()).orElse(null);
        if (ramp == null) {
            throw new RampRefused(Cause.ABSENT, lastWords.getOrDefault(key, key + " has no canary"));
        }
        return new View(entry, ramp, reading(ramp), waiting.getOrDefault(key, ""));
    }

    /// What is to be said of a resource; takes no lock.
    public Optional<Condition> condition(Entry entry) {
        if (entry.key().kind() != Kind.VIRTUAL_SERVICE) {
            return Optional.empty();
        }
        String gone = lastWords.get(entry.key());
        return Ramp.of(entry.resource())
                .map(ramp -> RampStory.condition(ramp, waiting.getOrDefault(entry.key(), "")))
                .or(() -> Optional.ofNullable(gone).map(words -> new Condition(Condition.Reason.STOPPED, words)));
    }

    @FunctionalInterface
    private interface Move {
        void on(Entry entry) throws RampRefused;
    }

    /// Tries again when somebody else was faster.
    private void onLatest(ResourceKey key, Move move) throws RampRefused {
        for (int attempt = 1; ; attempt++) {
            Entry entry = find(key);
            try {
                move.on(entry);
                return;
            } catch (RampRefused e) {
                if (attempt == ATTEMPTS || registry.find(key) == entry) {
                    throw e;
                }
            }
        }
    }

    private Ramp running(Entry entry) throws RampRefused {
        Ramp ramp = view(entry.key()).ramp();
        if (ramp.phase().isOver() || ramp.generation() != entry.generation()) {
            throw new RampRefused(
                    Cause.CONFLICT, "the canary of %s is over: %s".formatted(entry.key(), RampStory.last(ramp)));
        }
        return ramp;
    }

    private void changed(List<ResourceChange> changes) {
        for (ResourceChange change : changes) {
            Entry was = change.before();
            Entry now = change.after();
            Ramp gone = was == null ? null : onItsWay(was);
            if (gone != null && (now == null || Ramp.of(now.resource()).isEmpty())) {
                reports.release(gone.meter());
                lastWords.put(change.key(), RampStory.replaced(gone, change.revision()));
            }
            if (now == null) {
                lastWords.remove(change.key());
            } else {
                notice(now);
            }
        }
    }

    private static @Nullable Ramp onItsWay(Entry entry) {
        return entry.key().kind() != Kind.VIRTUAL_SERVICE
                ? null
                : Ramp.of(entry.resource())
                        .filter(ramp -> !ramp.phase().isOver())
                        .orElse(null);
    }

    private void notice(Entry entry) {
        if (onItsWay(entry) != null) {
            lastWords.remove(entry.key());
            watched.add(entry.key());
        }
    }

    private void look() {
        for (ResourceKey key : watched) {
            if (backoff.isDue(key)) {
                lookAt(key);
            }
        }
    }

    private void lookAt(ResourceKey key) {
        Entry entry = registry.find(key);
        try {
            look(key, entry);
            backoff.succeeded(key);
        } catch (RampRefused e) {
            if (registry.find(key) == entry) { // else somebody was faster, and the next look finds out
                LOGGER.warnf("event=canary_stuck virtualService=%s reason=\"%s\"", key, e.message());
                await(key, "until it can be written: " + e.message());
                backoff.failed(key);
            }
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "event=canary_failed virtualService=%s", key);
            backoff.failed(key);
        }
    }

    private synchronized void look(ResourceKey key, @Nullable Entry entry) throws RampRefused {
        Ramp ramp = entry == null ? null : Ramp.of(entry.resource()).orElse(null);
        Ramp before = seen.get(key);
        if (before != null && (ramp == null || !ramp.meter().equals(before.meter()))) {
            reports.release(before.meter());
        }
        if (entry == null || ramp == null) {
            if (entry != null && before != null) {
                LOGGER.infof("event=canary virtualService=%s story=\"%s\"", key, lastWords.get(key));
            }
            leave(key);
        } else if (ramp.phase().isOver()) {
            reports.release(ramp.meter());
            leave(key);
        } else if (ramp.generation() != entry.generation()) {
            steps.stop(entry, ramp);
        } else {
            seen.put(key, ramp);
            reports.want(ramp.meter());
            judge(entry, ramp);
        }
    }

    private void judge(Entry entry, Ramp ramp) throws RampRefused {
        Reading reading = reading(ramp);
        Instant now = clock.instant();
        Instant since = ramp.since().isBefore(started) ? started : ramp.since();
        switch (Verdict.of(ramp, reading, since, now)) {
            case Verdict.Wait(var reason) -> await(entry.key(), reason);
            case Verdict.Abort(var reason) -> steps.abort(entry, ramp, reason);
            case Verdict.Proceed _ -> steps.proceed(entry, ramp, reading.counts());
        }
    }

    private Reading reading(Ramp ramp) {
        return reports.read(
                ramp.meter(), cluster -> RampStory.isOf(cluster, ramp.plan().to()));
    }

    private void await(ResourceKey key, String reason) {
        String last = reason.isEmpty() ? waiting.remove(key) : waiting.put(key, reason);
        if (!reason.equals(last == null ? "" : last)) {
            news.run();
        }
    }

    private void leave(ResourceKey key) {
        seen.remove(key);
        watched.remove(key);
        waiting.remove(key);
        // It may have a new one that came while this one was looked at.
        Entry entry = registry.find(key);
        if (entry != null) {
            notice(entry);
        }
        news.run();
    }

    private Entry find(ResourceKey key) throws RampRefused {
        Entry entry = registry.find(key);
        if (entry == null) {
            throw new RampRefused(Cause.ABSENT, key + " does not exist");
        }
        return entry;
    }
}

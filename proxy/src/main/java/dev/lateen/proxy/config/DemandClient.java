package dev.lateen.proxy.config;

import dev.lateen.proxy.HostDemand;
import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.ProxyNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Asks pilot for hosts when they are first used: one call at a time, with all hosts that were asked for meanwhile.
/// What was asked for arrives on the stream like any other change, so who waits hears when such a snapshot is in force.
/// Without a stream nothing can arrive, and everybody hears that at once.
///
/// Hosts that nobody has called for long are given back in the same way. A thread of its own makes the calls; it starts
/// with the first host.
public final class DemandClient implements HostDemand, AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(DemandClient.class);
    private static final String PATH = "/v1/config/demand";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /// Between two calls, so that pilot never finds them too many.
    private static final long PAUSE_MILLIS = 20;

    private static final int MOST_HOSTS = Demand.MOST_HOSTS / 2;
    private static final String NOT_THERE = "pilot cannot be reached";

    private final PilotPost posts;
    private final ProxyNode node;
    private final DemandLimits limits;
    private final Map<String, List<Waiter>> waiting = new HashMap<>();
    private final Set<String> unsent = new LinkedHashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Supplier<Set<String>> calledDomains = Set::of;
    private Hosts inForce = Hosts.NONE;
    private Hosts coming = Hosts.NONE;
    private Set<String> idle = Set.of();
    private long lookAt;
    private int waiters;
    private long loaded;
    private long failed;
    private boolean connected;
    private boolean unreachable;
    private boolean complained;
    private @Nullable Thread sender;

    public DemandClient(PilotAddress pilot, ProxyNode node, DemandLimits limits) {
        this.posts = new PilotPost(pilot, TIMEOUT);
        this.node = node;
        this.limits = limits;
    }

    /// What a snapshot says of them.
    private record Hosts(HostNames known, Set<String> used) {

        static final Hosts NONE = new Hosts(HostNames.NONE, Set.of());

        static Hosts of(Snapshot snapshot) {
            var onDemand = snapshot.onDemand();
            return onDemand == null ? NONE : new Hosts(onDemand.known(), Set.copyOf(onDemand.used()));
        }

        /// Whether it has all that there is of the host.
        boolean decide(String host) {
            return used.contains(host) || !known.contains(host);
        }
    }

    /// @param domains those that requests have met since it was last asked
    void watch(Supplier<Set<String>> domains) {
        calledDomains = domains;
    }

    /// Where it stands.
    ///
    /// @param known hosts that there are to ask for, those that are loaded included
    /// @param used hosts that are loaded
    /// @param waiting requests that wait now
    /// @param loaded requests that have waited for their host and got it
    /// @param failed requests that did not get their host
    public record Stats(int known, int used, int waiting, long loaded, long failed) {}

    public synchronized Stats stats() {
        return new Stats(inForce.known.list().size(), inForce.used.size(), waiters, loaded, failed);
    }

    @Override
    public Duration patience() {
        return limits.patience();
    }

    @Override
    public synchronized void load(String host, Waiter waiter) {
        if (inForce.decide(host) && coming.decide(host)) {
            waiter.loaded();
        } else if (unreachable || !isOpen()) {
            refuse(waiter, NOT_THERE);
        } else if (waiters >= limits.waiters()) {
            refuse(waiter, waiters + " requests wait for hosts already");
        } else {
            if (!waiting.containsKey(host) && !coming.decide(host)) {
                unsent.add(host);
                start();
                notifyAll();
            }
            waiting.computeIfAbsent(host, _ -> new ArrayList<>()).add(waiter);
            waiters++;
        }
    }

    @Override
    public synchronized void leave(String host, Waiter waiter) {
        var all = waiting.get(host);
        if (all != null && all.remove(waiter)) {
            waiters--;
            failed++;
            if (all.isEmpty()) {
                waiting.remove(host);
                unsent.remove(host);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        failAll("this proxy ends");
        notifyAll();
    }

    /// A snapshot will be in force at any moment: who is told of a host's routes must find them, and who misses them
    /// from then on must ask.
    synchronized void coming(Snapshot snapshot) {
        coming = Hosts.of(snapshot);
    }

    /// It is not, and what was asked for came with it.
    synchronized void rejected(String reason) {
        coming = inForce;
        failAll("the configuration with them is rejected: " + reason);
    }

    /// The one that was coming is in force.
    synchronized void applied() {
        inForce = coming;
        if (!inForce.used.isEmpty() && !limits.memory().isZero()) {
            start();
        }
        for (var host : List.copyOf(waiting.keySet())) {
            if (inForce.decide(host)) {
                var all = take(host);
                loaded += all.size();
                all.forEach(Waiter::loaded);
            }
        }
    }

    /// A stream has begun. Whoever is at its other end does not know what was asked for on the one before.
    synchronized void connected() {
        connected = true;
        unreachable = false;
        posts.leave();
        waiting.keySet().stream().filter(host -> !coming.decide(host)).forEach(unsent::add);
        notifyAll();
    }

    /// The stream has ended; who waits may get it from the next one.
    synchronized void disconnected() {
        connected = false;
    }

    /// There was no next one: nobody is to wait for pilot.
    synchronized void unreachable() {
        connected = false;
        unreachable = true;
        failAll(NOT_THERE);
    }

    private void failAll(String why) {
        unsent.clear();
        List.copyOf(waiting.keySet()).forEach(host -> fail(host, why));
    }

    private synchronized void fail(String host, String why) {
        take(host).forEach(waiter -> refuse(waiter, why));
    }

    private void refuse(Waiter waiter, String why) {
        failed++;
        waiter.failed(why);
    }

    private List<Waiter> take(String host) {
        var all = waiting.remove(host);
        waiters -= all == null ? 0 : all.size();
        return all == null ? List.of() : all;
    }

    private void start() {
        if (sender == null) {
            lookAt = System.nanoTime() + limits.memory().toNanos();
            sender = Thread.ofPlatform().daemon().name("config-demand").start(this::ask);
        }
    }

    private void ask() {
        try (posts) {
            do {
                var hosts = next();
                var unused = unused();
                if (!hosts.isEmpty() || !unused.isEmpty()) {
                    ask(hosts, unused);
                }
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for some; none when it is time to look for what nobody calls, and at the end.
    private synchronized List<String> next() throws InterruptedException {
        long left = millisToLook();
        while (isOpen() && left > 0 && (unsent.isEmpty() || !connected)) {
            wait(left);
            left = millisToLook();
        }
        if (!connected) {
            return List.of();
        }
        var hosts = unsent.stream().limit(MOST_HOSTS).toList();
        hosts.forEach(unsent::remove);
        return hosts;
    }

    private synchronized long millisToLook() {
        return limits.memory().isZero() ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.toMillis(lookAt - System.nanoTime());
    }

    /// Hosts that nobody has called between the last two looks, nor between the one before and the last. Looks without
    /// the lock, for which event loops must not wait.
    private List<String> unused() {
        return millisToLook() > 0 ? List.of() : unused(calledDomains.get());
    }

    private synchronized List<String> unused(Set<String> called) {
        lookAt = System.nanoTime() + limits.memory().toNanos();
        var before = idle;
        idle = inForce.used.stream().filter(host -> !called.contains(host)).collect(Collectors.toUnmodifiableSet());
        return connected
                ? idle.stream().filter(before::contains).limit(MOST_HOSTS).toList()
                : List.of();
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    /// Who waits for a host says so; that hosts stay loaded is nobody's to say. Once until it works again.
    private void complain(List<String> hosts, List<String> unused, Exception why) {
        LOGGER.debugf(why, "hosts are not given hosts=%s", hosts);
        if (hosts.isEmpty() && !complained) {
            LOGGER.warnf("hosts that nobody calls stay loaded hosts=%s reason=%s", unused, why.getMessage());
            complained = true;
        }
    }

    private void ask(List<String> hosts, List<String> unused) {
        try {
            var answer = posts.send(PATH, new Demand(node.id(), hosts, unused));
            LOGGER.debugf("asked for hosts hosts=%s unused=%s answer=%s", hosts, unused, answer);
            complained = false;
        } catch (IOException | RuntimeException e) {
            complain(hosts, unused, e);
            hosts.forEach(host -> fail(host, "pilot does not give it: " + e.getMessage()));
        }
    }
}

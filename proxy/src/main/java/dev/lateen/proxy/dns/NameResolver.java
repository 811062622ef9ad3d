package dev.lateen.proxy.dns;

import dev.lateen.proxy.DnsConfig;
import dev.lateen.proxy.DnsStats;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Names and their addresses over time. Watched names are asked for again whenever their TTL is over; others when
/// somebody wants them and their TTL is over. A failed lookup leaves the last good addresses in force and is made
/// again, later each time.
///
/// Methods may be called from any thread and never wait; all else happens on one thread, which starts with the first
/// name.
public final class NameResolver implements AutoCloseable {

    /// Names that are kept at once. One that is not watched makes room for another when it is not being asked for.
    static final int MAX_NAMES = 10_000;

    private static final int MAX_LOOKUPS = 64;

    private final DnsConfig config;
    private final Consumer<Resolution> watcher;
    private final Map<String, TrackedName> names = new ConcurrentHashMap<>();
    private final ArrayDeque<TrackedName> queue = new ArrayDeque<>();
    private final RandomGenerator random = new SplittableRandom();
    private @Nullable DnsClient client;
    private int underWay;
    private @Nullable EventLoop loop;
    private boolean closed;
    private final AtomicLong lookups = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long lastSuccessEpochMillis;

    /// @param watcher hears of every outcome for a watched name, on the thread of name resolution
    public NameResolver(DnsConfig config, Consumer<Resolution> watcher) {
        this.config = config;
        this.watcher = watcher;
    }

    /// From now on exactly these are watched. The watcher hears at once of those that are known already.
    public void watch(Set<String> wanted) {
        if (isStarted() || !wanted.isEmpty()) {
            loop().execute(() -> watchNow(wanted));
        }
    }

    /// The outcome of the last lookup, null when it is too old to be used or there was none.
    public @Nullable Resolution known(String name) {
        var tracked = names.get(name);
        return tracked != null && tracked.isFresh() ? tracked.resolution : null;
    }

    /// Finds out what a name stands for, unless that is known well enough.
    ///
    /// @param then called by `executor`, exactly once unless the resolver is closed before
    public void resolve(String name, Executor executor, Consumer<Resolution> then) {
        loop().execute(() -> {
            var tracked = track(name);
            if (tracked == null) {
                deliver(executor, then, new Resolution(name, List.of(), tooMany()));
                return;
            }
            var resolution = tracked.resolution;
            if (resolution != null && tracked.isFresh()) {
                deliver(executor, then, resolution);
            } else {
                tracked.waiters.add(outcome -> deliver(executor, then, outcome));
                ask(tracked);
            }
        });
    }

    public DnsStats stats() {
        return new DnsStats(lookups.get(), failures.get(), names.size(), lastSuccessEpochMillis);
    }

    @Override
    public void close() {
        var started = end();
        if (started != null) {
            started.execute(() -> {
                if (client != null) {
                    client.close();
                }
            });
            started.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    private synchronized EventLoop loop() {
        if (loop == null) {
            if (closed) {
                throw new RejectedExecutionException("names are not resolved any more");
            }
            loop = new NioEventLoopGroup(1, new DefaultThreadFactory("lateen-dns", true)).next();
        }
        return loop;
    }

    private synchronized boolean isStarted() {
        return loop != null;
    }

    private synchronized @Nullable EventLoop end() {
        closed = true;
        return loop;
    }

    private void watchNow(Set<String> wanted) {
        for (var tracked : names.values()) {
            if (tracked.watched && !wanted.contains(tracked.name)) {
                tracked.unwatch();
            }
        }
        for (var name : wanted) {
            var tracked = track(name);
            if (tracked == null) {
                watcher.accept(new Resolution(name, List.of(), tooMany()));
            } else if (!tracked.watched) {
                tracked.watched = true;
                if (tracked.resolution != null) {
                    watcher.accept(tracked.resolution);
                }
                ask(tracked);
            }
        }
    }

    /// Null when there is no room for another name.
    private @Nullable TrackedName track(String name) {
        var tracked = names.get(name);
        if (tracked == null) {
            if (names.size() >= MAX_NAMES && !makeRoom()) {
                return null;
            }
            tracked = new TrackedName(name);
            names.put(name, tracked);
        }
        tracked.usedNanos = System.nanoTime();
        return tracked;
    }

    /// Forgets the tenth of the names that nobody has wanted for longest.
    private boolean makeRoom() {
        var idle = names.values().stream()
                .filter(tracked -> !tracked.watched && !tracked.asking)
                .sorted((a, b) -> Long.compare(a.usedNanos, b.usedNanos))
                .limit(MAX_NAMES / 10)
                .toList();
        idle.forEach(tracked -> names.remove(tracked.name));
        return !idle.isEmpty();
    }

    private void ask(TrackedName tracked) {
        if (!tracked.asking) {
            tracked.asking = true;
            queue.add(tracked);
            next();
        }
    }

    private void next() {
        while (underWay < MAX_LOOKUPS && !queue.isEmpty()) {
            underWay++;
            var tracked = queue.remove();
            if (client == null) {
                client = new DnsClient(loop(), config);
            }
            client.lookup(tracked.name, answer -> loop().execute(() -> answered(tracked, answer)));
        }
    }

    private void answered(TrackedName tracked, Answer answer) {
        underWay--;
        count(answer);
        long delay = tracked.accept(answer, random);
        var resolution = tracked.resolution;
        if (tracked.watched && resolution != null) {
            watcher.accept(resolution);
            tracked.refresh = loop().schedule(() -> ask(tracked), delay, TimeUnit.MILLISECONDS);
        }
        tracked.tellWaiters();
        next();
    }

    private void count(Answer answer) {
        lookups.incrementAndGet();
        if (answer.isGood()) {
            lastSuccessEpochMillis = System.currentTimeMillis();
        } else {
            failures.incrementAndGet();
        }
    }

    private static String tooMany() {
        return "too many names are in use (limit: " + MAX_NAMES + ")";
    }

    private static void deliver(Executor executor, Consumer<Resolution> then, Resolution resolution) {
        try {
            executor.execute(() -> then.accept(resolution));
        } catch (RejectedExecutionException e) {
            // Its event loop has ended, and with it whoever waited.
        }
    }
}

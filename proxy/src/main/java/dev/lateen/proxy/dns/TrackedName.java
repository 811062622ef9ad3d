package dev.lateen.proxy.dns;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A name with what is known of it. The thread of name resolution writes, any may read the volatile fields.
final class TrackedName {

    final String name;
    final List<Consumer<Resolution>> waiters = new ArrayList<>();
    volatile @Nullable Resolution resolution;
    private volatile long freshUntilNanos;
    boolean watched;
    boolean asking;
    long usedNanos;
    private int failures;

    @Nullable
    ScheduledFuture<?> refresh;

    TrackedName(String name) {
        this.name = name;
    }

    boolean isFresh() {
        return resolution != null && freshUntilNanos - System.nanoTime() > 0;
    }

    void unwatch() {
        watched = false;
        if (refresh != null) {
            refresh.cancel(false);
            refresh = null;
        }
    }

    /// @return milliseconds after which to ask again
    long accept(Answer answer, RandomGenerator random) {
        asking = false;
        failures = answer.isGood() ? 0 : failures + 1;
        long delay = answer.isGood()
                ? RefreshTimes.afterAnswer(answer.ttlSeconds())
                : RefreshTimes.afterFailure(failures, random);
        var last = resolution;
        var addresses = answer.isGood() || last == null ? answer.addresses() : last.addresses();
        freshUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
        resolution = new Resolution(name, addresses, answer.failure());
        return delay;
    }

    void tellWaiters() {
        var told = resolution;
        var all = List.copyOf(waiters);
        waiters.clear();
        if (told != null) {
            all.forEach(waiter -> waiter.accept(told));
        }
    }
}

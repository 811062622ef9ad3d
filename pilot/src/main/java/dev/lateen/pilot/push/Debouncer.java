package dev.lateen.pilot.push;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Turns a burst of changes into one action: after a quiet moment, but never later than a maximum after the first.
/// Confined to the push loop.
final class Debouncer {

    private final ScheduledExecutorService loop;
    private final Window window;
    private final Runnable action;
    private boolean waiting;
    private long first;
    private long last;

    /// How long to wait for quiet, and how long at most.
    record Window(Duration quiet, Duration most) {

        /// When to act, on the clock of `first` and `last`.
        long due(long first, long last) {
            long afterQuiet = last + quiet.toNanos();
            long latest = first + most.toNanos();
            return afterQuiet - latest < 0 ? afterQuiet : latest;
        }
    }

    Debouncer(ScheduledExecutorService loop, Window window, Runnable action) {
        this.loop = loop;
        this.window = window;
        this.action = action;
    }

    void signal() {
        last = System.nanoTime();
        if (!waiting) {
            waiting = true;
            first = last;
            schedule(last);
        }
    }

    private void check() {
        long now = System.nanoTime();
        if (now - window.due(first, last) >= 0) {
            waiting = false;
            action.run();
        } else {
            schedule(now);
        }
    }

    private void schedule(long now) {
        var _ = loop.schedule(this::check, window.due(first, last) - now, TimeUnit.NANOSECONDS);
    }
}

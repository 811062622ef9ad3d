package dev.lateen.proxy.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How a destination comes back to its share after it had no usable endpoint: in ten equal steps, so that what has just
/// started is not met by everything at once. Shared by all event loops, outlives snapshots.
final class Recovery {

    static final int WHOLE = 10;
    static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier clock;
    private volatile boolean lost;
    private volatile boolean returning;
    private volatile long returnedNanos;

    /// @param clock nanoseconds of a clock without jumps
    Recovery(LongSupplier clock) {
        this.clock = clock;
    }

    /// How many tenths of its share it can have.
    ///
    /// @param usable whether it has a usable endpoint at this moment
    int tenths(boolean usable) {
        if (!usable) {
            if (!lost) {
                lost = true;
            }
            return 0;
        }
        if (lost) {
            returnedNanos = clock.getAsLong();
            returning = true;
            lost = false;
        }
        return returning ? step() : WHOLE;
    }

    private int step() {
        long step = 1 + Math.max(0, clock.getAsLong() - returnedNanos) / STEP_NANOS;
        if (step >= WHOLE) {
            returning = false;
            return WHOLE;
        }
        return (int) step;
    }
}

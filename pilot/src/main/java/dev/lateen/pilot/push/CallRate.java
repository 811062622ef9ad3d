package dev.lateen.pilot.push;

import java.util.concurrent.TimeUnit;

/// How many calls a second somebody may make; after a pause as many at once. Confined to one thread.
final class CallRate {

    private final long nanosPerCall;
    private final long mostSaved;
    private long paidUntil;

    CallRate(int perSecond, long nanoTime) {
        nanosPerCall = TimeUnit.SECONDS.toNanos(1) / perSecond;
        mostSaved = TimeUnit.SECONDS.toNanos(1);
        paidUntil = nanoTime - mostSaved;
    }

    /// Whether one more is within the rate at this moment.
    boolean take(long nanoTime) {
        paidUntil = nanoTime - paidUntil > mostSaved ? nanoTime - mostSaved : paidUntil;
        boolean within = nanoTime - paidUntil >= nanosPerCall;
        if (within) {
            paidUntil += nanosPerCall;
        }
        return within;
    }
}

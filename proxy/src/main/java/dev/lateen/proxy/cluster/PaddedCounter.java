package dev.lateen.proxy.cluster;

import java.util.concurrent.atomic.AtomicLongArray;

/// One atomic number alone on its cache lines, for what event loops must share.
public final class PaddedCounter {

    private static final int CELL = 16;

    private final AtomicLongArray cells = new AtomicLongArray(2 * CELL);

    public long get() {
        return cells.get(CELL);
    }

    public long getAndIncrement() {
        return cells.getAndIncrement(CELL);
    }

    public void increment() {
        cells.getAndIncrement(CELL);
    }

    boolean compareAndSet(long expected, long next) {
        return cells.compareAndSet(CELL, expected, next);
    }

    public void decrement() {
        cells.getAndDecrement(CELL);
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.loop.LoopCounters;
import dev.lateen.proxy.loop.LoopCounters.Counter;

/// What the copies of one event loop may cost together. Event loop only.
final class MirrorBudget {

    private final LoopCounters counters;
    private final int maxCopies;
    private final long maxBytes;
    private int copies;
    private long bytes;

    MirrorBudget(Limits limits, LoopCounters counters) {
        this.counters = counters;
        this.maxCopies = limits.maxMirrors();
        this.maxBytes = limits.mirrorBufferBytes();
    }

    /// Whether one more copy may begin; then [#end] follows. One that may not is counted.
    boolean begin() {
        if (copies >= maxCopies) {
            counters.increment(Counter.MIRRORS_DROPPED);
            return false;
        }
        copies++;
        counters.increment(Counter.ACTIVE_MIRRORS);
        counters.increment(Counter.TOTAL_MIRRORS);
        return true;
    }

    void end() {
        copies--;
        counters.decrement(Counter.ACTIVE_MIRRORS);
    }

    /// Whether so many more bytes may wait; then [#give] follows.
    boolean take(int count) {
        if (bytes + count > maxBytes) {
            return false;
        }
        bytes += count;
        return true;
    }

    void give(int count) {
        bytes -= count;
    }
}

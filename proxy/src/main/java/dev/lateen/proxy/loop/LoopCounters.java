package dev.lateen.proxy.loop;

import java.util.concurrent.atomic.AtomicLongArray;

/// Counters that one event loop writes and anybody reads.
public final class LoopCounters {

    /// What is counted; see the components of the same name of `EngineStats`.
    public enum Counter {
        OPEN_DOWNSTREAM,
        TOTAL_DOWNSTREAM,
        OPEN_UPSTREAM,
        TOTAL_UPSTREAM,
        POOLED_UPSTREAM,
        ACTIVE_EXCHANGES,
        TOTAL_EXCHANGES,
        REJECTED_CONNECTIONS,
        REJECTED_HEADS,
        HEAD_TIMEOUTS,
        IDLE_CLOSED,
        STREAM_IDLE_TIMEOUTS,
        RETRIES,
        RETRIES_EXHAUSTED,
        RETRIES_OVER_BUDGET,
        ATTEMPT_TIMEOUTS,
        BACK_PRESSURE_PAUSES,
        OPEN_TUNNELS,
        TOTAL_TUNNELS,
        TUNNEL_IDLE_CLOSED,
        UNMATCHED_CONNECTIONS,
        SHIFTED_REQUESTS,
        ACTIVE_MIRRORS,
        TOTAL_MIRRORS,
        MIRRORS_DROPPED,
        MIRRORS_FAILED
    }

    private final AtomicLongArray values = new AtomicLongArray(Counter.values().length);

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void decrement(Counter counter) {
        add(counter, -1);
    }

    public long get(Counter counter) {
        return values.get(counter.ordinal());
    }

    /// One writer: no atomic addition is needed.
    private void add(Counter counter, long delta) {
        int index = counter.ordinal();
        values.setRelease(index, values.getPlain(index) + delta);
    }
}

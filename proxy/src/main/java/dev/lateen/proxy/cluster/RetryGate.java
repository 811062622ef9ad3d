package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.RetryBudget;
import java.util.concurrent.atomic.LongAdder;

/// Lets as many retries of a cluster through at one time as its budget allows, so that they cannot become the load that
/// keeps it down. Shared by all event loops; any thread.
public final class RetryGate {

    private final PaddedCounter active = new PaddedCounter();
    private final LongAdder refused = new LongAdder();

    boolean enter(RetryBudget budget, EndpointSet among) {
        long most = Math.max(budget.minConcurrency(), (long) (budget.percent() * among.active() / 100));
        if (active.getAndIncrement() >= most) {
            active.decrement();
            refused.increment();
            return false;
        }
        return true;
    }

    public void leave() {
        active.decrement();
    }

    /// Retries waiting or under way.
    public long active() {
        return active.get();
    }

    /// Retries that were not made because of the budget.
    public long refused() {
        return refused.sum();
    }
}

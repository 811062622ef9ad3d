package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.cluster.RetryGate;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.telemetry.ResponseFlag;
import org.jspecify.annotations.Nullable;

/// The further attempts of one exchange, from the first failure on: how many there may be, where the next one goes, how
/// long it waits. Event loop only.
final class Retries {

    /// Where a further attempt goes.
    record Target(RoutePlan.Destination destination, EndpointSet endpoints, int index) {}

    private final Attempts attempts;
    private final Exchange exchange;
    private final Worker worker;
    private final RoutePlan plan;
    private final Deadline wait = new Deadline(this::go);
    private @Nullable Target next;
    private @Nullable RetryGate gate;
    private int made;
    private int exhausted;

    Retries(Attempts attempts, Exchange exchange, RoutePlan plan) {
        this.attempts = attempts;
        this.exchange = exchange;
        this.worker = exchange.worker;
        this.plan = plan;
    }

    /// Begins to wait for another attempt after one that failed in a way that is worth it.
    ///
    /// @return whether there will be one
    /// @param arrived whether an application may have had work with it
    boolean begin(RequestWriter failed, boolean arrived) {
        var rules = plan.retries;
        if (made >= rules.policy().attempts()) {
            return refuse(ResponseFlag.URX, Counter.RETRIES_EXHAUSTED);
        }
        var target = target(failed);
        var cluster = target.destination().cluster();
        if (target.index() < 0 || cluster == null) {
            return false;
        }
        end();
        if (cluster.countsRetry(arrived)) {
            if (!cluster.enterRetry(target.endpoints())) {
                return refuse(ResponseFlag.UO, Counter.RETRIES_OVER_BUDGET);
            }
            gate = cluster.retries();
        }
        made++;
        next = target;
        worker.context().counters().increment(Counter.RETRIES);
        var context = worker.context();
        context.fine().set(wait, rules.waitNanos(made, context.random()));
        return true;
    }

    private boolean refuse(ResponseFlag flag, Counter counter) {
        exhausted |= flag.bit();
        worker.context().counters().increment(counter);
        return false;
    }

    /// Flags that say why there is no further attempt.
    int exhausted() {
        return exhausted;
    }

    /// No attempt is waited for any more, and the last one is over.
    void end() {
        wait.cancel();
        if (gate != null) {
            gate.leave();
            gate = null;
        }
    }

    private void go() {
        var target = next;
        if (target != null) {
            next = null;
            attempts.start(target);
        }
    }

    private Target target(RequestWriter failed) {
        var policy = plan.retries.policy();
        var other = policy.otherDestination() && made == 0 ? plan.heaviestOther(failed.destination()) : null;
        if (other != null && other.cluster() != null) {
            var endpoints = other.cluster().endpoints();
            return new Target(other, endpoints, other.pick(exchange, endpoints));
        }
        return new Target(failed.destination(), failed.endpoints(), endpoint(failed));
    }

    private int endpoint(RequestWriter failed) {
        var policy = plan.retries.policy();
        var endpoints = failed.endpoints();
        var random = worker.context().random();
        if (policy.remoteLocalities()) {
            return endpoints.pickElsewhere(random, failed.tried());
        }
        boolean another = switch (policy.endpoint()) {
            case ANOTHER_UNLESS_KEYED -> failed.destination().key() == null;
            case ANOTHER -> true;
            case ANY -> false;
        };
        return another
                ? endpoints.pickAgain(random, failed.tried())
                : failed.destination().pick(exchange, endpoints);
    }
}

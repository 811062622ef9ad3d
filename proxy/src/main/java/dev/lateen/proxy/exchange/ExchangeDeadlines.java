package dev.lateen.proxy.exchange;

import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.telemetry.ResponseFlag;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The deadlines of one exchange: its route's, which runs from the end of the request on, and that of silence. There
/// are none for an exchange that has neither. Event loop only.
final class ExchangeDeadlines {

    private final Exchange exchange;
    private final LoopContext context;
    private final long routeMillis;
    private final long idleNanos;
    private @Nullable Deadline route;
    private @Nullable Deadline idle;
    private long lastActivityNanos;

    private ExchangeDeadlines(Exchange exchange, long routeMillis, long idleNanos) {
        this.exchange = exchange;
        this.context = exchange.worker.context();
        this.routeMillis = routeMillis;
        this.idleNanos = idleNanos;
    }

    /// From now on; null when nothing limits the exchange.
    ///
    /// @param routeMillis 0 when the route has no timeout
    static @Nullable ExchangeDeadlines of(Exchange exchange, long routeMillis) {
        long idleNanos = exchange.worker.context().limits().streamIdleTimeout().toNanos();
        if (routeMillis <= 0 && idleNanos <= 0) {
            return null;
        }
        var deadlines = new ExchangeDeadlines(exchange, routeMillis, idleNanos);
        deadlines.watchIdle();
        return deadlines;
    }

    private void watchIdle() {
        if (idleNanos > 0) {
            lastActivityNanos = System.nanoTime();
            idle = new Deadline(this::checkIdle);
            context.fine().set(idle, idleNanos);
        }
    }

    /// A byte has moved.
    void active() {
        lastActivityNanos = System.nanoTime();
    }

    /// The client can send the rest: the time begins anew when that is here.
    void awaitsClient() {
        if (route != null) {
            route.cancel();
            route = null;
        }
    }

    /// The whole request is here, or this proxy keeps its client from sending it.
    void begin() {
        if (routeMillis > 0 && route == null) {
            route = new Deadline(() -> exchange.expire(LocalReplies.ROUTE_TIMEOUT, ResponseFlag.UT));
            context.fine().set(route, TimeUnit.MILLISECONDS.toNanos(routeMillis));
        }
    }

    void cancel() {
        if (route != null) {
            route.cancel();
        }
        if (idle != null) {
            idle.cancel();
        }
    }

    private void checkIdle() {
        long left = idleNanos - (System.nanoTime() - lastActivityNanos);
        if (left > 0 && idle != null) {
            context.fine().set(idle, left);
            return;
        }
        context.counters().increment(Counter.STREAM_IDLE_TIMEOUTS);
        exchange.expire(LocalReplies.STREAM_IDLE, ResponseFlag.SI);
    }
}

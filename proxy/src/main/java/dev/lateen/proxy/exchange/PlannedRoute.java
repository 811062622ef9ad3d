package dev.lateen.proxy.exchange;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A forwarding route of one snapshot: what it does, and whose turn it is.
///
/// @param turns null when there is one destination; continued by later snapshots
record PlannedRoute(RoutePlan plan, @Nullable AtomicLong turns) {

    /// The destination of a request: asked for once, whatever happens to it.
    RoutePlan.Destination pick(Exchange exchange) {
        return plan.pick(exchange, turns);
    }
}

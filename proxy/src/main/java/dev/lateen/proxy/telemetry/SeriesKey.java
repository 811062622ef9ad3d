package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.WorkloadRef;
import org.jspecify.annotations.Nullable;

/// What tells one series of the request metrics from another.
///
/// @param inbound whether the destination's proxy reports, else the source's
/// @param peer the workload on the other side
/// @param service null when no cluster was chosen
/// @param blackHole refused because nothing in the mesh has that name
/// @param tcp of connections that are not read as HTTP, which have no status
record SeriesKey(
        boolean inbound,
        WorkloadRef peer,
        @Nullable ServiceRef service,
        boolean blackHole,
        boolean tcp,
        int status,
        int flags) {

    static int hash(FinishedExchange exchange, boolean inbound, WorkloadRef peer, @Nullable ServiceRef service) {
        return hash(inbound, peer, service, exchange.status() * 31 + exchange.flags());
    }

    /// The hash of an exchange that [#matches] this key.
    int slotHash() {
        return hash(inbound, peer, service, status * 31 + flags);
    }

    private static int hash(boolean inbound, WorkloadRef peer, @Nullable ServiceRef service, int outcome) {
        int hash = peer.hashCode() * 31 + (service == null ? 0 : service.hashCode());
        hash = (hash * 31 + outcome) * 2 + (inbound ? 1 : 0);
        return hash ^ hash >>> 16;
    }

    boolean matches(FinishedExchange exchange, boolean in, WorkloadRef who, @Nullable ServiceRef what) {
        return status == exchange.status()
                && flags == exchange.flags()
                && inbound == in
                && tcp == exchange.isTcp()
                && (peer == who || peer.equals(who))
                && (service == what || (service != null && service.equals(what)))
                && blackHole == isBlackHole(exchange);
    }

    static boolean isBlackHole(FinishedExchange exchange) {
        return exchange.cluster() == null && exchange.routeName().equals("block_all");
    }
}

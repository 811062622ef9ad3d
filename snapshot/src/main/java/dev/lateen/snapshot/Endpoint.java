package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// One address of a cluster.
///
/// @param address IP address literal; in a cluster with discovery by DNS it may be a host name
/// @param weight relative to the other endpoints, at least 1
/// @param meshPeer whether a Lateen sidecar answers there, which may be told who calls
/// @param locality `region/zone/subzone`; null when it is not known
/// @param priority 0 for the first choice; the others get what endpoints with a lower one cannot take
public record Endpoint(
        String address,
        int port,
        int weight,
        boolean meshPeer,
        WorkloadRef workload,
        @Nullable String locality,
        int priority) {

    /// One of which it is not known where it is.
    public Endpoint(String address, int port, int weight, boolean meshPeer, WorkloadRef workload) {
        this(address, port, weight, meshPeer, workload, null, 0);
    }

    public Endpoint at(String other) {
        return new Endpoint(other, port, weight, meshPeer, workload, locality, priority);
    }

    public Endpoint withLocality(@Nullable String other) {
        return new Endpoint(address, port, weight, meshPeer, workload, other, priority);
    }

    public Endpoint withPriority(int other) {
        return new Endpoint(address, port, weight, meshPeer, workload, locality, other);
    }
}

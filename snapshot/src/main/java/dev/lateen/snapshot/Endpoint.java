package dev.lateen.snapshot;

/// One address of a cluster.
///
/// @param address IP address literal; in a cluster with discovery by DNS it may be a host name
/// @param weight relative to the other endpoints, at least 1
/// @param meshPeer whether a Lateen sidecar answers there, which may be told who calls
public record Endpoint(String address, int port, int weight, boolean meshPeer, WorkloadRef workload) {}

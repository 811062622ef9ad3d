package dev.lateen.snapshot;

/// How much of a cluster one proxy may use at once, over all of its event loops and endpoints. Of each, 0 means without
/// limit.
///
/// @param maxConnections open at once
/// @param maxPendingRequests waiting for a connection at once
/// @param maxRequests under way at once
/// @param maxConnectionDurationMillis after which a connection takes no further request, and a TCP connection that is
///     passed on ends
public record ConnectionLimits(
        int maxConnections, int maxPendingRequests, int maxRequests, long maxConnectionDurationMillis) {

    public static final ConnectionLimits NONE = new ConnectionLimits(0, 0, 0, 0);
}

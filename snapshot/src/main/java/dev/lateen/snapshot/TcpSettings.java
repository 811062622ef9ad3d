package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// How connections to a cluster's endpoints are kept, where that differs from what the proxy does by itself.
///
/// @param idleTimeoutMillis after how long without a byte a TCP connection that is passed on ends; 0 for never, null
/// for
///     the proxy's own
/// @param keepAlive when the system asks whether an endpoint is still there; null for its own times
/// @param proxyProtocol how each connection begins by saying whose it is; null does not say
public record TcpSettings(
        @Nullable Long idleTimeoutMillis,
        @Nullable KeepAlive keepAlive,
        @Nullable ProxyProtocol proxyProtocol) {

    public TcpSettings(@Nullable Long idleTimeoutMillis, @Nullable KeepAlive keepAlive) {
        this(idleTimeoutMillis, keepAlive, null);
    }

    /// Versions of HAProxy's PROXY protocol.
    public enum ProxyProtocol {
        V1,
        V2
    }

    /// Of each, 0 is the system's own.
    ///
    /// @param probes without an answer before the connection is dead
    /// @param timeSeconds of silence before the first probe
    /// @param intervalSeconds between probes
    public record KeepAlive(int probes, int timeSeconds, int intervalSeconds) {}
}

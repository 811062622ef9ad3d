package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.EndpointState;
import org.jspecify.annotations.Nullable;

/// Where to connect to.
///
/// @param tls null for plain text
/// @param timeoutMillis for the connection, its handshake included
public record ConnectTarget(
        EndpointState endpoint, @Nullable TlsTarget tls, long timeoutMillis) {}

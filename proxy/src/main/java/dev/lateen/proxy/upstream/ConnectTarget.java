package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.snapshot.Cluster;
import org.jspecify.annotations.Nullable;

/// Where to connect to.
///
/// @param tls null for plain text
/// @param cluster that says how long it may take, the handshake included, and how the connection is kept
public record ConnectTarget(
        EndpointState endpoint, @Nullable TlsTarget tls, Cluster cluster) {

    long timeoutMillis() {
        return cluster.connectTimeoutMillis();
    }
}

package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.ClusterUse;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ConnectionLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where to connect to: one of a cluster's endpoints. The cluster says how long it may take, the handshake included,
/// how
/// the connection is kept and how many there may be.
///
/// @param tls null for plain text
/// @param preface what the connection begins with, in front of everything else; null for nothing
public record ConnectTarget(
        EndpointSet endpoints, int index, @Nullable TlsTarget tls, byte @Nullable [] preface) {

    EndpointState endpoint() {
        return endpoints.state(index);
    }

    Cluster cluster() {
        return endpoints.cluster();
    }

    ClusterUse use() {
        return endpoints.use();
    }

    ConnectionLimits limits() {
        return Objects.requireNonNullElse(cluster().policy().limits(), ConnectionLimits.NONE);
    }

    long timeoutMillis() {
        return cluster().connectTimeoutMillis();
    }
}

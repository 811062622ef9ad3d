package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named upstream destination, in Istio's notation: `outbound|8000|v1|httpbin.default.svc.cluster.local`.
///
/// @param port the service port
/// @param subset null for the whole service
/// @param connectTimeoutMillis how long a connect may take
/// @param idleTimeoutMillis how long a pooled upstream connection may idle
/// @param origin the DestinationRule that shaped it, if any
public record Cluster(
        String name,
        ServiceRef service,
        int port,
        @Nullable String subset,
        LoadBalancing loadBalancing,
        long connectTimeoutMillis,
        long idleTimeoutMillis,
        List<Endpoint> endpoints,
        @Nullable Origin origin) {

    public static final long DEFAULT_CONNECT_TIMEOUT_MILLIS = 10_000;
    public static final long DEFAULT_IDLE_TIMEOUT_MILLIS = 3_600_000;

    public Cluster {
        endpoints = List.copyOf(endpoints);
    }

    public enum LoadBalancing {
        LEAST_REQUEST,
        ROUND_ROBIN,
        RANDOM
    }

    /// The service a cluster belongs to.
    ///
    /// @param host fully qualified, for instance `httpbin.default.svc.cluster.local`
    public record ServiceRef(String host, String name, String namespace) {}
}

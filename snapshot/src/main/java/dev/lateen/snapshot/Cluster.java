package dev.lateen.snapshot;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A named upstream destination, in Istio's notation: `outbound|8000|v1|httpbin.default.svc.cluster.local`.
///
/// @param port the service port
/// @param subset null for the whole service
/// @param connectTimeoutMillis how long a connect may take
/// @param idleTimeoutMillis how long a pooled upstream connection may idle
/// @param maxRequestsPerConnection after which an upstream connection is closed; 0 means no limit
/// @param discovery how endpoints are found
/// @param tls how they are spoken to; null means in plain text
/// @param tcp how connections to them are kept; null means as the proxy does by itself
/// @param retryBudget null for [RetryBudget#DEFAULT]
/// @param policy what else a DestinationRule says of the traffic to it
/// @param origin the DestinationRule that shaped it, if any
public record Cluster(
        String name,
        ServiceRef service,
        int port,
        @Nullable String subset,
        LoadBalancing loadBalancing,
        long connectTimeoutMillis,
        long idleTimeoutMillis,
        int maxRequestsPerConnection,
        Discovery discovery,
        List<Endpoint> endpoints,
        @Nullable UpstreamTls tls,
        @Nullable TcpSettings tcp,
        @Nullable RetryBudget retryBudget,
        ClusterPolicy policy,
        @Nullable Origin origin) {

    public static final long DEFAULT_CONNECT_TIMEOUT_MILLIS = 10_000;
    public static final long DEFAULT_IDLE_TIMEOUT_MILLIS = 3_600_000;

    public Cluster {
        endpoints = List.copyOf(endpoints);
        discovery = Objects.requireNonNullElse(discovery, Discovery.STATIC); // absent on the wire
        policy = Objects.requireNonNullElse(policy, ClusterPolicy.NONE);
    }

    /// One without a policy.
    public Cluster(
            String name,
            ServiceRef service,
            int port,
            @Nullable String subset,
            LoadBalancing loadBalancing,
            long connectTimeoutMillis,
            long idleTimeoutMillis,
            int maxRequestsPerConnection,
            Discovery discovery,
            List<Endpoint> endpoints,
            @Nullable UpstreamTls tls,
            @Nullable TcpSettings tcp,
            @Nullable RetryBudget retryBudget,
            @Nullable Origin origin) {
        this(
                name,
                service,
                port,
                subset,
                loadBalancing,
                connectTimeoutMillis,
                idleTimeoutMillis,
                maxRequestsPerConnection,
                discovery,
                endpoints,
                tls,
                tcp,
                retryBudget,
                ClusterPolicy.NONE,
                origin);
    }

    /// One with known endpoints, in plain text.
    public Cluster(
            String name,
            ServiceRef service,
            int port,
            @Nullable String subset,
            LoadBalancing loadBalancing,
            long connectTimeoutMillis,
            long idleTimeoutMillis,
            List<Endpoint> endpoints,
            @Nullable Origin origin) {
        this(
                name,
                service,
                port,
                subset,
                loadBalancing,
                connectTimeoutMillis,
                idleTimeoutMillis,
                0,
                Discovery.STATIC,
                endpoints,
                null,
                null,
                null,
                origin);
    }

    public Cluster with(ClusterPolicy other) {
        return new Cluster(
                name,
                service,
                port,
                subset,
                loadBalancing,
                connectTimeoutMillis,
                idleTimeoutMillis,
                maxRequestsPerConnection,
                discovery,
                endpoints,
                tls,
                tcp,
                retryBudget,
                other,
                origin);
    }

    /// Where the addresses of a cluster come from.
    public enum Discovery {
        /// The endpoints are addresses.
        STATIC,
        /// The endpoints may be names; each of their addresses is an endpoint.
        DNS,
        /// The only endpoint is a name; a new connection goes to the address that it has then.
        DNS_ROUND_ROBIN,
        /// There are no endpoints: a connection goes where the client wanted to go.
        ORIGINAL_DESTINATION
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

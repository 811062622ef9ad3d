package dev.lateen.compiler;

import dev.lateen.api.networking.DestinationRule.ClientTLSSettings;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings.TCPSettings.TcpKeepalive;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.SimpleLB;
import dev.lateen.api.networking.DestinationRule.OutlierDetection;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy.PortTrafficPolicy;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy.ProxyProtocol.Version;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.RetryBudget;
import dev.lateen.snapshot.TcpSettings;
import dev.lateen.snapshot.TcpSettings.KeepAlive;
import dev.lateen.snapshot.TcpSettings.ProxyProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The blocks of a traffic policy that are in force for one port and subset.
///
/// Blocks replace each other whole: a subset's block the rule's, and the settings of a port all of them, so that what
/// they leave out is back at its default.
record EffectivePolicy(
        @Nullable LoadBalancerSettings loadBalancer,
        @Nullable ConnectionPoolSettings connectionPool,
        @Nullable OutlierDetection outlierDetection,
        @Nullable ClientTLSSettings tls,
        TrafficPolicy.@Nullable RetryBudget retryBudget,
        TrafficPolicy.@Nullable ProxyProtocol proxyProtocol) {

    static final EffectivePolicy DEFAULT = new EffectivePolicy(null, null, null, null, null, null);

    /// With nothing but this.
    static EffectivePolicy of(@Nullable ConnectionPoolSettings pool) {
        return new EffectivePolicy(null, pool, null, null, null, null);
    }

    EffectivePolicy with(@Nullable TrafficPolicy policy, int port) {
        if (policy == null) {
            return this;
        }
        // These two are not among a port's settings.
        var budget = policy.retryBudget() == null ? retryBudget : policy.retryBudget();
        var header = policy.proxyProtocol() == null ? proxyProtocol : policy.proxyProtocol();
        for (var settings : policy.portLevelSettings()) {
            if (isFor(settings, port)) {
                return new EffectivePolicy(
                        settings.loadBalancer(),
                        settings.connectionPool(),
                        settings.outlierDetection(),
                        settings.tls(),
                        budget,
                        header);
            }
        }
        return new EffectivePolicy(
                policy.loadBalancer() == null ? loadBalancer : policy.loadBalancer(),
                policy.connectionPool() == null ? connectionPool : policy.connectionPool(),
                policy.outlierDetection() == null ? outlierDetection : policy.outlierDetection(),
                policy.tls() == null ? tls : policy.tls(),
                budget,
                header);
    }

    private static boolean isFor(PortTrafficPolicy settings, int port) {
        var selector = settings.port();
        var number = selector == null ? null : selector.number();
        return number != null && number == port;
    }

    /// Whether requests go where the client wanted to go.
    boolean passesThrough() {
        return loadBalancer != null && loadBalancer.simple() == SimpleLB.PASSTHROUGH;
    }

    LoadBalancing loadBalancing() {
        var simple = loadBalancer == null ? null : loadBalancer.simple();
        if (simple == SimpleLB.ROUND_ROBIN) {
            return LoadBalancing.ROUND_ROBIN;
        }
        return simple == SimpleLB.RANDOM ? LoadBalancing.RANDOM : LoadBalancing.LEAST_REQUEST;
    }

    long connectTimeoutMillis() {
        var tcp = connectionPool == null ? null : connectionPool.tcp();
        return millis(tcp == null ? null : tcp.connectTimeout(), Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS);
    }

    long idleTimeoutMillis() {
        var http = connectionPool == null ? null : connectionPool.http();
        return millis(http == null ? null : http.idleTimeout(), Cluster.DEFAULT_IDLE_TIMEOUT_MILLIS);
    }

    /// Null when nothing is set. For a TCP connection's idle timeout 0 is a value, never.
    @Nullable
    TcpSettings tcp() {
        var tcp = connectionPool == null ? null : connectionPool.tcp();
        var idle = tcp == null ? null : tcp.idleTimeout();
        var keepAlive = tcp == null ? null : tcp.tcpKeepalive();
        if (idle == null && keepAlive == null && proxyProtocol == null) {
            return null;
        }
        return new TcpSettings(idle == null ? null : idle.toMillis(), keepAlive(keepAlive), header());
    }

    private @Nullable ProxyProtocol header() {
        if (proxyProtocol == null) {
            return null;
        }
        return proxyProtocol.version() == Version.V2 ? ProxyProtocol.V2 : ProxyProtocol.V1;
    }

    private static @Nullable KeepAlive keepAlive(@Nullable TcpKeepalive given) {
        return given == null
                ? null
                : new KeepAlive(
                        given.probes() == null ? 0 : given.probes(), seconds(given.time()), seconds(given.interval()));
    }

    private static int seconds(@Nullable Duration duration) {
        return duration == null ? 0 : Math.clamp(duration.toSeconds(), 1, Short.MAX_VALUE);
    }

    /// 0 means no limit, as in Istio. A connection that says whose it is serves nobody else's request.
    int maxRequestsPerConnection() {
        if (proxyProtocol != null) {
            return 1;
        }
        var http = connectionPool == null ? null : connectionPool.http();
        var requests = http == null ? null : http.maxRequestsPerConnection();
        return requests == null ? 0 : requests;
    }

    /// Null when nothing is set. A budget overrules `maxRetries`, as in Envoy; a fixed number is a budget that does not
    /// grow.
    @Nullable
    RetryBudget retries() {
        var standard = RetryBudget.DEFAULT;
        if (retryBudget != null) {
            var percent = retryBudget.percent();
            var least = retryBudget.minRetryConcurrency();
            return new RetryBudget(
                    percent == null ? standard.percent() : percent.value(),
                    least == null ? standard.minConcurrency() : least);
        }
        var http = connectionPool == null ? null : connectionPool.http();
        var most = http == null ? null : http.maxRetries();
        return most == null || most == 0 ? null : new RetryBudget(0, most);
    }

    /// Istio takes 0 for "not set".
    private static long millis(@Nullable Duration duration, long otherwise) {
        return duration == null || duration.isZero() ? otherwise : Math.max(1, duration.toMillis());
    }
}

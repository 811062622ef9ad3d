package dev.lateen.compiler;

import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.ConsistentHashLB;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.SimpleLB;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.ClusterPolicy.LocalityShare;
import dev.lateen.snapshot.ConnectionLimits;
import dev.lateen.snapshot.HashPolicy;
import dev.lateen.snapshot.OutlierDetection;
import dev.lateen.snapshot.Warmup;
import dev.lateen.snapshot.ZoneAwareness;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blocks of a traffic policy as a proxy counts and chooses by them, with Istio's defaults for what they leave out.
final class PolicyCompiler {

    private static final int RING_POINTS = 1024;
    private static final int MAGLEV_PLACES = 65_537;
    private static final int MOST_PLACES = 5_000_011;
    private static final double LEAST_WARMUP_PERCENT = 10;

    private PolicyCompiler() {}

    static ClusterPolicy compile(
            EffectivePolicy policy, List<LocalityShare> localities, @Nullable ZoneAwareness zones) {
        var balancer = policy.loadBalancer();
        return new ClusterPolicy(
                outliers(policy.outlierDetection()),
                limits(policy.connectionPool()),
                hash(balancer == null ? null : balancer.consistentHash()),
                balancer == null ? null : warmup(balancer),
                localities,
                zones);
    }

    /// What holds in front of a workload's own application, too.
    static ClusterPolicy compileInbound(EffectivePolicy policy) {
        return new ClusterPolicy(null, limits(policy.connectionPool()), null, null, List.of(), null);
    }

    private static @Nullable HashPolicy hash(@Nullable ConsistentHashLB given) {
        var key = given == null ? null : key(given);
        if (given == null || key == null) {
            return null;
        }
        var maglev = given.maglev();
        if (maglev != null) {
            return new HashPolicy(key, HashPolicy.Table.MAGLEV, size(maglev.tableSize(), MAGLEV_PLACES));
        }
        var ring = given.ringHash() == null ? null : given.ringHash().minimumRingSize();
        return new HashPolicy(
                key, HashPolicy.Table.RING, size(ring == null ? given.minimumRingSize() : ring, RING_POINTS));
    }

    private static int size(@Nullable Long given, int otherwise) {
        return given == null || given <= 0 ? otherwise : (int) Math.min(given, MOST_PLACES);
    }

    private static HashPolicy.@Nullable Key key(ConsistentHashLB given) {
        var cookie = given.httpCookie();
        if (given.httpHeaderName() != null) {
            return new HashPolicy.Header(given.httpHeaderName());
        }
        if (cookie != null && cookie.name() != null) {
            var ttl = cookie.ttl();
            return new HashPolicy.Cookie(
                    cookie.name(), cookie.path(), ttl == null ? null : ttl.toMillis(), attributes(cookie));
        }
        if (Boolean.TRUE.equals(given.useSourceIp())) {
            return new HashPolicy.SourceAddress();
        }
        var parameter = given.httpQueryParameterName();
        return parameter == null ? null : new HashPolicy.QueryParameter(parameter);
    }

    private static List<String> attributes(ConsistentHashLB.HTTPCookie cookie) {
        return cookie.attributes().stream()
                .filter(attribute -> attribute.name() != null)
                .map(attribute -> attribute.value() == null || attribute.value().isEmpty()
                        ? attribute.name()
                        : attribute.name() + "=" + attribute.value())
                .toList();
    }

    /// For those that take turns or count requests only, as in Envoy.
    private static @Nullable Warmup warmup(LoadBalancerSettings balancer) {
        var given = balancer.warmup();
        var duration = given == null ? balancer.warmupDurationSecs() : given.duration();
        if (duration == null || duration.isZero() || balancer.simple() == SimpleLB.RANDOM) {
            return null;
        }
        var least = given == null ? null : given.minimumPercent();
        var aggression = given == null ? null : given.aggression();
        return new Warmup(
                Math.max(1, duration.toMillis()),
                least == null ? LEAST_WARMUP_PERCENT : least,
                aggression == null || aggression <= 0 ? 1 : aggression);
    }

    /// Istio: 0 is as good as nothing.
    private static @Nullable ConnectionLimits limits(@Nullable ConnectionPoolSettings pool) {
        var tcp = pool == null ? null : pool.tcp();
        var http = pool == null ? null : pool.http();
        var limits = new ConnectionLimits(
                tcp == null ? 0 : or(tcp.maxConnections(), 0),
                http == null ? 0 : or(http.http1MaxPendingRequests(), 0),
                http == null ? 0 : or(http.http2MaxRequests(), 0),
                tcp == null ? 0 : millis(tcp.maxConnectionDuration(), 0));
        return limits.equals(ConnectionLimits.NONE) ? null : limits;
    }

    private static @Nullable OutlierDetection outliers(
            dev.lateen.api.networking.DestinationRule.@Nullable OutlierDetection given) {
        if (given == null) {
            return null;
        }
        var defaults = OutlierDetection.DEFAULT;
        return new OutlierDetection(
                or(given.consecutive5xxErrors(), defaults.consecutive5xx()),
                or(given.consecutiveGatewayErrors(), defaults.consecutiveGateway()),
                or(given.consecutiveLocalOriginFailures(), defaults.consecutiveLocal()),
                Boolean.TRUE.equals(given.splitExternalLocalOriginErrors()),
                millis(given.interval(), defaults.intervalMillis()),
                millis(given.baseEjectionTime(), defaults.baseEjectionMillis()),
                percent(given.maxEjectionPercent(), defaults.maxEjectionPercent()),
                or(given.minHealthPercent(), defaults.minHealthPercent()),
                given.outlierDetectionHttpErrorCodes());
    }

    /// Istio: 0 is as good as nothing.
    private static int percent(@Nullable Integer given, int otherwise) {
        return given == null || given == 0 ? otherwise : given;
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static long millis(@Nullable Duration given, long otherwise) {
        return given == null || given.isZero() ? otherwise : Math.max(1, given.toMillis());
    }
}

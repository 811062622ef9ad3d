package dev.lateen.compiler;

import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.OutlierDetection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The blocks of a traffic policy as a proxy counts and chooses by them, with Istio's defaults for what they leave out.
final class PolicyCompiler {

    private PolicyCompiler() {}

    static ClusterPolicy compile(EffectivePolicy policy) {
        return new ClusterPolicy(outliers(policy.outlierDetection()));
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

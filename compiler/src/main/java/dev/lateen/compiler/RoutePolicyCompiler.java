package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.GrpcStatus;
import dev.lateen.api.networking.Percent;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.CorsPolicy;
import dev.lateen.api.networking.VirtualService.HTTPFaultInjection;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.UnmatchedPreflights;
import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.StringMatch;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a rule does whatever its action is: CORS and faults.
final class RoutePolicyCompiler {

    private static final int WHOLE = 1_000_000;

    private final ProxyView view;
    private final Resource<VirtualService> owner;
    private final TrafficAnnotations annotations;

    /// @param annotations in force for the rules of `owner`
    RoutePolicyCompiler(ProxyView view, Resource<VirtualService> owner, TrafficAnnotations annotations) {
        this.view = view;
        this.owner = owner;
        this.annotations = annotations;
    }

    @Nullable
    Cors cors(HTTPRoute rule) {
        var policy = rule.corsPolicy();
        if (policy == null) {
            return null;
        }
        return new Cors(
                origins(policy),
                policy.allowMethods(),
                policy.allowHeaders(),
                policy.exposeHeaders(),
                policy.maxAge() == null ? null : policy.maxAge().toSeconds(),
                Objects.requireNonNullElse(policy.allowCredentials(), false),
                policy.unmatchedPreflights() == UnmatchedPreflights.IGNORE);
    }

    /// The deprecated `allowOrigin` counts only without `allowOrigins`, as in Istio.
    private static List<StringMatch> origins(CorsPolicy policy) {
        var origins = policy.allowOrigins().isEmpty()
                ? policy.allowOrigin().stream().<StringMatch>map(StringMatch.Exact::new)
                : policy.allowOrigins().stream()
                        .map(MatchCompiler::string)
                        .map(match -> match == null ? new StringMatch.Present() : match);
        return origins.toList();
    }

    /// Null when nothing would ever happen.
    ///
    /// @param path of the rule
    @Nullable
    Fault fault(HTTPRoute rule, String path) {
        var fault = rule.fault();
        if (fault == null) {
            return null;
        }
        var delay = delay(fault.delay(), path + ".fault.delay");
        var abort = abort(fault.abort(), path + ".fault.abort");
        boolean wholeRequest = annotations.is(TrafficAnnotations.Key.FAULT_SCOPE, "request");
        return delay == null && abort == null ? null : new Fault(delay, abort, wholeRequest);
    }

    private Fault.@Nullable Delay delay(HTTPFaultInjection.@Nullable Delay delay, String path) {
        if (delay == null || delay.fixedDelay() == null) {
            return null;
        }
        var percent = delay.percent();
        int millionths = delay.percentage() != null || percent == null
                ? millionths(delay.percentage(), 0)
                : percent * (WHOLE / 100);
        if (millionths == 0 && delay.percentage() == null && percent == null) {
            view.warn(owner, path, "without percentage, which means 0: nothing is delayed");
        }
        return millionths == 0
                ? null
                : new Fault.Delay(millionths, delay.fixedDelay().toMillis());
    }

    private Fault.@Nullable Abort abort(HTTPFaultInjection.@Nullable Abort abort, String path) {
        if (abort == null || (abort.httpStatus() == null && abort.grpcStatus() == null)) {
            return null;
        }
        int millionths = millionths(abort.percentage(), 0);
        if (millionths == 0) {
            if (abort.percentage() == null) {
                view.warn(owner, path, "without percentage, which means 0: nothing is aborted");
            }
            return null;
        }
        return abort.grpcStatus() == null
                ? new Fault.Abort(millionths, Objects.requireNonNullElse(abort.httpStatus(), 503), false)
                : new Fault.Abort(
                        millionths, GrpcStatus.valueOf(abort.grpcStatus()).ordinal(), true);
    }

    /// Envoy's unit, a ten-thousandth of a percent.
    static int millionths(@Nullable Percent percent, int otherwise) {
        return percent == null ? otherwise : (int) Math.round(percent.value() * (WHOLE / 100));
    }
}

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.RampStep;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.WeightPolicy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// What a rule does besides its action, in words.
final class PolicyText {

    private PolicyText() {}

    static List<String> lines(Route route) {
        var lines = new ArrayList<String>();
        if (route.cors() != null) {
            lines.add(cors(route.cors()));
        }
        if (route.fault() != null) {
            fault(route.fault(), lines);
        }
        if (route.ramp() != null) {
            lines.add(ramp(route.ramp()));
        }
        if (route.action() instanceof RouteAction.Forward forward) {
            forward.mirrors()
                    .forEach(mirror ->
                            lines.add("mirror: " + percent(mirror.millionths()) + " copied to " + mirror.cluster()));
            if (forward.destinations().size() > 1) {
                weights(forward.weightPolicy(), lines);
            }
        }
        return lines;
    }

    /// `0.0001 %`.
    static String percent(int millionths) {
        return BigDecimal.valueOf(millionths, 4).stripTrailingZeros().toPlainString() + " %";
    }

    private static void weights(WeightPolicy policy, List<String> lines) {
        var sticky = policy.sticky();
        if (sticky != null) {
            var by = switch (sticky.by()) {
                case COOKIE -> "cookie " + sticky.name();
                case HEADER -> "header " + sticky.name();
                case SOURCE_IP -> "source address";
            };
            lines.add("sticky: a caller keeps its destination, by " + by
                    + (policy.drain() ? "; one whose weight is 0 keeps the callers that it has" : ""));
        }
        if (policy.ignoreHealth()) {
            lines.add("weights hold whether or not a destination has an endpoint");
        }
    }

    private static String ramp(RampStep ramp) {
        return "canary: step " + ramp.number() + " of " + ramp.of() + ", " + ramp.percent() + " %, "
                + (ramp.paused() ? "paused; began at " : "since ") + ramp.since();
    }

    private static String cors(Cors cors) {
        var origins = cors.allowOrigins().stream()
                .map(match -> ValueMatcher.describe(match, false))
                .toList();
        var allowed = origins.isEmpty() ? "none" : String.join(", ", origins);
        return "CORS: origins " + allowed + "; unmatched preflights are "
                + (cors.ignoreUnmatchedPreflights() ? "answered here" : "forwarded");
    }

    private static void fault(Fault fault, List<String> lines) {
        var scope = fault.wholeRequest() ? " of the requests, in front of timeout and retries," : " of the attempts";
        var delay = fault.delay();
        if (delay != null) {
            lines.add("fault: " + percent(delay.millionths()) + scope + " wait " + delay.millis() + " ms");
        }
        var abort = fault.abort();
        if (abort != null) {
            lines.add("fault: " + percent(abort.millionths()) + scope + " get " + (abort.grpc() ? "gRPC status " : "")
                    + abort.status());
        }
    }
}

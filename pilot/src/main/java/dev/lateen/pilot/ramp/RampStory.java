package dev.lateen.pilot.ramp;

import dev.lateen.pilot.push.DestinationCounts;
import dev.lateen.pilot.status.Condition;
import dev.lateen.pilot.status.Condition.Reason;
import java.util.Locale;

/// A ramp in words.
final class RampStory {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 0.99;

    private RampStory() {}

    static String step(Plan plan, int step) {
        return "step %d of %d: %d%% to %s"
                .formatted(step + 1, plan.steps().size(), plan.steps().get(step), plan.to());
    }

    static String counts(DestinationCounts counts) {
        return String.format(
                Locale.ROOT,
                "%d requests, %d errors, p99 %.0f ms",
                counts.requests(),
                counts.errors(),
                counts.quantile(P99) / NANOS_PER_MILLI);
    }

    static String replaced(Ramp ramp, long revision) {
        return ("the canary of %s ended at %d%%: the VirtualService was replaced by somebody else in revision %d, and its"
                        + " weights are theirs")
                .formatted(ramp.plan().to(), ramp.weight(), revision);
    }

    static String last(Ramp ramp) {
        return ramp.history().isEmpty() ? "" : ramp.history().getLast().text();
    }

    static String lowerCase(Ramp.Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    static Condition condition(Ramp ramp, String waiting) {
        Reason reason = switch (ramp.phase()) {
            case RUNNING -> Reason.RAMPING;
            case PAUSED -> Reason.PAUSED;
            case PROMOTED -> Reason.COMPLETED;
            case ABORTED -> Reason.ABORTED;
            case STOPPED -> Reason.STOPPED;
        };
        return new Condition(reason, waiting.isEmpty() ? last(ramp) : last(ramp) + "; waits " + waiting);
    }

    /// Whether a cluster, `outbound|8000|v2|httpbin.default.svc.cluster.local`, is of this subset.
    static boolean isOf(String cluster, String subset) {
        String[] parts = cluster.split("\\|", -1);
        return parts.length > 2 && parts[2].equals(subset);
    }
}

package dev.lateen.pilot.ramp;

import dev.lateen.pilot.push.DestinationCounts;
import dev.lateen.pilot.push.Reports.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is to become of a step.
sealed interface Verdict {

    /// The step was well for as long as it had to be.
    record Proceed() implements Verdict {}

    /// Not yet.
    ///
    /// @param reason empty when only its time is not over
    record Wait(String reason) implements Verdict {}

    record Abort(String reason) implements Verdict {}

    /// A broken limit counts at once, but never with fewer requests than the plan wants. A step that cannot be judged
    /// lasts on.
    ///
    /// @param since when the step began, or pilot if that was later
    static Verdict of(Ramp ramp, Reading reading, Instant since, Instant now) {
        Plan plan = ramp.plan();
        DestinationCounts counts = reading.counts();
        boolean enough = counts.requests() >= plan.minRequests();
        if (enough) {
            for (Threshold threshold : plan.thresholds()) {
                Optional<String> breach = threshold.breach(counts);
                if (breach.isPresent()) {
                    return new Abort(breach.get());
                }
            }
        }
        if (ramp.phase() == Ramp.Phase.PAUSED || Duration.between(since, now).compareTo(plan.every()) < 0) {
            return new Wait("");
        }
        if (!enough) {
            return new Wait("for %d requests to %s at %d%%".formatted(plan.minRequests(), plan.to(), ramp.weight()));
        }
        return reading.late().isEmpty()
                ? new Proceed()
                : new Wait("for reports of " + String.join(", ", reading.late()));
    }
}

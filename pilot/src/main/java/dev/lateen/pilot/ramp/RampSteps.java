package dev.lateen.pilot.ramp;

import dev.lateen.api.networking.VirtualService;
import dev.lateen.pilot.push.DestinationCounts;
import dev.lateen.pilot.push.Reports;
import dev.lateen.pilot.ramp.Ramp.Phase;
import dev.lateen.pilot.ramp.RampRefused.Cause;
import dev.lateen.pilot.ramp.Ramps.Order;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.source.DirectorySource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/// What can be done to a VirtualService with a ramp: each is one write, based on the version that was looked at.
final class RampSteps {

    private static final Logger LOGGER = Logger.getLogger(RampSteps.class);
    private static final int ID_LENGTH = 8;

    private final RampWriter writer;
    private final Reports reports;
    private final InstantSource clock;

    RampSteps(RampWriter writer, Reports reports, InstantSource clock) {
        this.writer = writer;
        this.reports = reports;
        this.clock = clock;
    }

    void begin(Entry entry, Plan plan, RuleChoice rule) throws RampRefused {
        requireWritable(entry);
        Optional<Ramp> other =
                Ramp.of(entry.resource()).filter(ramp -> !ramp.phase().isOver());
        if (other.isPresent()) {
            throw new RampRefused(
                    Cause.CONFLICT,
                    "%s has a canary already, %s at %d%% (expected: none; abort or promote it first)"
                            .formatted(
                                    entry.key(),
                                    other.get().plan().to(),
                                    other.get().weight()));
        }
        RuleWeights found = RuleWeights.find((VirtualService) entry.resource().spec(), plan.to(), rule);
        if (!found.hasOthers() || found.share() > plan.steps().getFirst()) {
            throw new RampRefused(
                    Cause.INVALID,
                    "steps: %s, but %s has %.0f%% already (expected: a first step that is not less)"
                            .formatted(plan.steps(), plan.to(), found.share()));
        }
        String id = UUID.randomUUID().toString().substring(0, ID_LENGTH);
        Instant now = clock.instant();
        step(entry, new Ramp(id, plan, found.index(), found.weights(), Phase.RUNNING, 0, now, 0, "", List.of()), 0, "");
    }

    /// @param ramp one that is not over
    void order(Entry entry, Ramp ramp, Order order) throws RampRefused {
        String weight = "at %d%%".formatted(ramp.weight());
        switch (order) {
            case ABORT -> abort(entry, ramp, "told to");
            case PROMOTE -> {
                int last = ramp.plan().steps().size() - 1;
                Ramp promoted = ramp.at(last, clock.instant(), "told to promote " + weight);
                note(entry, promoted(promoted, ""), weights(entry, promoted));
            }
            case PAUSE -> turn(entry, ramp, Phase.PAUSED, weight);
            case RESUME -> turn(entry, ramp, Phase.RUNNING, weight);
        }
    }

    /// Takes the next step, or is done.
    void proceed(Entry entry, Ramp ramp, DestinationCounts counts) throws RampRefused {
        String fared = RampStory.counts(counts);
        if (ramp.isLastStep()) {
            note(entry, promoted(ramp, " (" + fared + ")"), List.of());
        } else {
            step(entry, ramp, ramp.step() + 1, " (at %d%%: %s)".formatted(ramp.weight(), fared));
        }
    }

    void abort(Entry entry, Ramp ramp, String reason) throws RampRefused {
        String why = "%s at %d%%; the weights are %s again".formatted(reason, ramp.weight(), ramp.before());
        note(entry, ramp.with(Phase.ABORTED, clock.instant(), why), ramp.before());
    }

    /// Touches nothing but the note.
    void stop(Entry entry, Ramp ramp) throws RampRefused {
        String why = "the VirtualService was changed by somebody else at %d%%; its weights are theirs"
                .formatted(ramp.weight());
        note(entry, ramp.with(Phase.STOPPED, clock.instant(), why), List.of());
    }

    private void turn(Entry entry, Ramp ramp, Phase phase, String text) throws RampRefused {
        if (ramp.phase() == phase) {
            throw new RampRefused(
                    Cause.CONFLICT,
                    "the canary of %s is %s already".formatted(entry.key(), RampStory.lowerCase(phase)));
        }
        note(entry, ramp.with(phase, clock.instant(), text), List.of());
    }

    private Ramp promoted(Ramp ramp, String how) {
        String why = "%d%% to %s".formatted(ramp.weight(), ramp.plan().to()) + how;
        return ramp.with(Phase.PROMOTED, clock.instant(), why);
    }

    private void step(Entry entry, Ramp ramp, int step, String why) throws RampRefused {
        Ramp next = ramp.at(step, clock.instant(), RampStory.step(ramp.plan(), step) + why);
        reports.want(next.meter());
        try {
            note(entry, next, weights(entry, next));
        } catch (RampRefused e) {
            reports.release(next.meter());
            throw e;
        }
    }

    private void note(Entry entry, Ramp ramp, List<Integer> weights) throws RampRefused {
        writer.write(entry, ramp, weights);
        LOGGER.infof("event=canary virtualService=%s story=\"%s\"", entry.key(), RampStory.last(ramp));
    }

    private static List<Integer> weights(Entry entry, Ramp ramp) throws RampRefused {
        var spec = (VirtualService) entry.resource().spec();
        int target = RuleWeights.find(spec, ramp.plan().to(), new RuleChoice.At(ramp.rule()))
                .target();
        return new RuleWeights(ramp.rule(), target, ramp.before()).with(ramp.weight());
    }

    private static void requireWritable(Entry entry) throws RampRefused {
        if (entry.source().equals(DirectorySource.NAME)) {
            var source = entry.resource().source();
            throw new RampRefused(
                    Cause.CONFLICT,
                    "%s is kept in the watched directory, which pilot only reads (%s:%d); a canary needs one that was applied"
                            .formatted(entry.key(), source.file(), source.line("metadata.name")));
        }
    }
}

package dev.lateen.pilot.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Resource;
import dev.lateen.compiler.RampNote;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A canary on its way, as it is noted on its VirtualService: all that pilot has to know to go on with it.
///
/// ```
/// RUNNING ◄──► PAUSED ──┬─► ABORTED   weights of before
///    │                  └─► STOPPED   somebody else changed the spec; nothing is touched
///    └──► PROMOTED
/// ```
///
/// @param id tells this ramp from others
/// @param rule index in `spec.http`
/// @param before weights of the rule's destinations when it began
/// @param step index in the plan's steps
/// @param since when that step began
/// @param generation of the VirtualService as pilot wrote it last; another one is somebody else's
/// @param reason why it ended; empty while it has not
/// @param history the latest last
public record Ramp(
        String id,
        Plan plan,
        int rule,
        List<Integer> before,
        Phase phase,
        int step,
        Instant since,
        long generation,
        String reason,
        List<Event> history) {

    private static final int LONGEST_HISTORY = 120;

    public enum Phase {
        RUNNING,
        PAUSED,
        PROMOTED,
        ABORTED,
        STOPPED;

        boolean isOver() {
            return this != RUNNING && this != PAUSED;
        }
    }

    /// A line of its story.
    public record Event(Instant at, String text) {}

    public Ramp {
        before = List.copyOf(before);
        history = List.copyOf(
                history.size() > LONGEST_HISTORY
                        ? history.subList(history.size() - LONGEST_HISTORY, history.size())
                        : history);
    }

    /// Empty when the VirtualService has none, or a note that cannot be read, which the compiler warns about.
    static Optional<Ramp> of(Resource<?> resource) {
        try {
            return RampNote.of(resource).map(Ramp::read);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public int weight() {
        return plan.steps().get(step);
    }

    boolean isLastStep() {
        return step == plan.steps().size() - 1;
    }

    /// What requests of this step are counted under. Another step has another one, so that the numbers of a step are
    /// those of requests that were split as it says.
    String meter() {
        return id + "/" + step;
    }

    Ramp at(int newStep, Instant now, String text) {
        return new Ramp(id, plan, rule, before, Phase.RUNNING, newStep, now, generation, "", and(now, text));
    }

    Ramp with(Phase newPhase, Instant now, String why) {
        String text = RampStory.lowerCase(newPhase) + (why.isEmpty() ? "" : ": " + why);
        Instant from = newPhase == Phase.RUNNING ? now : since;
        return new Ramp(id, plan, rule, before, newPhase, step, from, generation, why, and(now, text));
    }

    Ramp writtenAs(long newGeneration) {
        return new Ramp(id, plan, rule, before, phase, step, since, newGeneration, reason, history);
    }

    private List<Event> and(Instant now, String text) {
        List<Event> longer = new ArrayList<>(history);
        longer.add(new Event(now, text));
        return longer;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
        plan.write(json);
        json.put(RampNote.RULE, rule);
        ArrayNode weights = json.putArray("before");
        before.forEach(weights::add);
        json.put(RampNote.PHASE, phase.name())
                .put(RampNote.STEP, step)
                .put(RampNote.SINCE, since.toString())
                .put(RampNote.GENERATION, generation)
                .put("reason", reason);
        if (!phase.isOver()) {
            json.put(RampNote.METER, meter());
        }
        ArrayNode events = json.putArray("history");
        history.forEach(
                event -> events.addObject().put("at", event.at().toString()).put("text", event.text()));
        return json;
    }

    private static Ramp read(JsonNode json) {
        List<Integer> before = new ArrayList<>();
        json.path("before").forEach(weight -> before.add(weight.asInt()));
        List<Event> history = new ArrayList<>();
        json.path("history")
                .forEach(event -> history.add(new Event(
                        Instant.parse(event.path("at").asText()),
                        event.path("text").asText())));
        Ramp ramp = new Ramp(
                json.path("id").asText(),
                Plan.lenient(json),
                json.path(RampNote.RULE).asInt(-1),
                before,
                Phase.valueOf(json.path(RampNote.PHASE).asText()),
                json.path(RampNote.STEP).asInt(-1),
                Instant.parse(json.path(RampNote.SINCE).asText()),
                json.path(RampNote.GENERATION).asLong(),
                json.path("reason").asText(),
                history);
        if (ramp.rule < 0 || before.size() < 2) {
            throw new IllegalArgumentException(
                    "rule: %d, before: %s (expected: a weighted rule)".formatted(ramp.rule, before));
        }
        if (ramp.step < 0 || ramp.step >= ramp.plan.steps().size()) {
            throw new IllegalArgumentException("step: %d (expected: one of the plan's)".formatted(ramp.step));
        }
        return ramp;
    }
}

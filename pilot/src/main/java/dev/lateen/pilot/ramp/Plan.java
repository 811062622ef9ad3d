package dev.lateen.pilot.ramp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.compiler.RampNote;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a user asks a ramp to do.
///
/// @param to the subset that gets more and more
/// @param steps its shares in percent, one after the other
/// @param every how long a step lasts at least
/// @param abortOn [Threshold]s
/// @param minRequests without so many of them in a step it is not judged
public record Plan(String to, List<Integer> steps, Duration every, String abortOn, long minRequests) {

    private static final int MOST_STEPS = 100;
    private static final int WHOLE = 100;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final long MOST_REQUESTS = 1_000_000_000;
    private static final Set<String> FIELDS = Set.of("to", "rule", "steps", "every", "abortOn", "minRequests");

    public static final long DEFAULT_MIN_REQUESTS = 100;

    /// @throws IllegalArgumentException naming the value and what was expected
    public Plan {
        steps = List.copyOf(steps);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("to: missing (expected: a subset)");
        }
        boolean ascending = !steps.isEmpty() && steps.size() <= MOST_STEPS;
        for (int i = 0; i < steps.size(); i++) {
            ascending &= steps.get(i) > (i == 0 ? 0 : steps.get(i - 1)) && steps.get(i) <= WHOLE;
        }
        if (!ascending) {
            throw new IllegalArgumentException("steps: %s (expected: growing percentages, 1..100)".formatted(steps));
        }
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("every: %s (expected: 1s..720h)".formatted(every));
        }
        if (minRequests < 1 || minRequests > MOST_REQUESTS) {
            throw new IllegalArgumentException(
                    "minRequests: %d (expected: 1..%d)".formatted(minRequests, MOST_REQUESTS));
        }
        Threshold.parse(abortOn);
    }

    /// @throws IllegalArgumentException as the constructor, and for what is not the JSON of a plan
    public static Plan read(JsonNode json) {
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("%s: unknown (expected: one of %s)"
                        .formatted(name, FIELDS.stream().sorted().toList()));
            }
        });
        return lenient(json);
    }

    /// Of a note, which has more than the plan.
    static Plan lenient(JsonNode json) {
        List<Integer> steps = new ArrayList<>();
        json.path(RampNote.STEPS).forEach(step -> steps.add(step.asInt()));
        return new Plan(
                json.path("to").asText(),
                steps,
                duration(json.path("every").asText()),
                json.path("abortOn").asText(),
                json.path("minRequests").asLong(DEFAULT_MIN_REQUESTS));
    }

    void write(ObjectNode json) {
        json.put("to", to);
        ArrayNode list = json.putArray(RampNote.STEPS);
        steps.forEach(list::add);
        json.put("every", every.toString()).put("abortOn", abortOn).put("minRequests", minRequests);
    }

    List<Threshold> thresholds() {
        return Threshold.parse(abortOn);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("every: \"%s\" (expected: an ISO 8601 duration, PT2M)".formatted(text));
        }
    }
}

package dev.lateen.compiler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Resource;
import dev.lateen.snapshot.RampStep;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The note that pilot keeps on a VirtualService whose weights it moves (`lateen canary`): an annotation with JSON. It
/// is pilot's; a user who edits or copies it is told when it cannot be read.
public final class RampNote {

    public static final String ANNOTATION = TrafficAnnotations.PREFIX + "ramp";

    /// What requests of the rule are counted under while the ramp goes on.
    public static final String METER = "meter";

    /// Index of the rule in `spec.http`.
    public static final String RULE = "rule";

    /// Shares of the canary in percent.
    public static final String STEPS = "steps";

    /// Index in the steps.
    public static final String STEP = "step";

    /// When the step began.
    public static final String SINCE = "since";

    public static final String PHASE = "phase";

    /// Of the VirtualService as pilot left it: another one is somebody else's.
    public static final String GENERATION = "generation";

    /// Two of the phases.
    public static final String PAUSED = "PAUSED";

    public static final String ABORTED = "ABORTED";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RampNote() {}

    /// Empty when there is none that can be read.
    public static Optional<JsonNode> of(Resource<?> resource) {
        var text = resource.metadata().annotations().get(ANNOTATION);
        return text == null ? Optional.empty() : Optional.ofNullable(read(text));
    }

    static boolean isNote(String text) {
        return read(text) != null;
    }

    /// Where the canary of a rule is; null when it has none that goes on.
    static @Nullable RampStep step(Resource<?> owner, int rule) {
        return of(owner)
                .filter(note -> note.path(RULE).asInt(-1) == rule)
                .map(RampNote::step)
                .orElse(null);
    }

    /// Whether the last canary of a rule was taken back, and nobody has written the VirtualService since.
    static boolean isAborted(Resource<?> owner, int rule) {
        return of(owner)
                .filter(note -> note.path(RULE).asInt(-1) == rule)
                .filter(note -> note.path(PHASE).asText().equals(ABORTED))
                .filter(note ->
                        note.path(GENERATION).asLong() == owner.metadata().generation())
                .isPresent();
    }

    private static @Nullable RampStep step(JsonNode note) {
        var meter = note.path(METER).textValue();
        var steps = note.path(STEPS);
        int index = note.path(STEP).asInt(-1);
        if (meter == null || !steps.has(index)) {
            return null;
        }
        try {
            var since = Instant.parse(note.path(SINCE).asText());
            boolean paused = note.path(PHASE).asText().equals(PAUSED);
            return new RampStep(
                    meter, index + 1, steps.size(), steps.path(index).asInt(), since.toString(), paused);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable JsonNode read(String text) {
        try {
            var note = MAPPER.readTree(text);
            return note != null && note.isObject() ? note : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}

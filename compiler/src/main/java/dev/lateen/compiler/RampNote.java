package dev.lateen.compiler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Resource;
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

    /// What requests of a rule are to be counted under; null for nothing.
    static @Nullable String meter(Resource<?> owner, int rule) {
        return of(owner)
                .filter(note -> note.path(RULE).asInt(-1) == rule)
                .map(note -> note.path(METER).textValue())
                .orElse(null);
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

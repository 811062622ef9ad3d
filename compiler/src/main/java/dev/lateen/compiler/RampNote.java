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

    public static final String ANNOTATION = "traffic.lateen.dev/ramp";

    /// What requests of the rule are counted under while the ramp goes on.
    public static final String METER = "meter";

    /// Index of the rule in `spec.http`.
    public static final String RULE = "rule";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RampNote() {}

    /// Empty when there is none.
    ///
    /// @throws IllegalArgumentException when it is no JSON object
    public static Optional<JsonNode> of(Resource<?> resource) {
        var text = resource.metadata().annotations().get(ANNOTATION);
        if (text == null) {
            return Optional.empty();
        }
        JsonNode note = null;
        try {
            note = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // as below
        }
        if (note == null || !note.isObject()) {
            throw new IllegalArgumentException("not what `lateen canary` writes (expected: a JSON object)");
        }
        return Optional.of(note);
    }

    /// What requests of a rule are to be counted under; null for nothing.
    static @Nullable String meter(ProxyView view, Resource<?> owner, int rule) {
        try {
            return of(owner).filter(note -> note.path(RULE).asInt(-1) == rule)
                    .map(note -> note.path(METER).textValue())
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            view.warn(owner, "metadata.annotations[" + ANNOTATION + "]", String.valueOf(e.getMessage()));
            return null;
        }
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// The ways to change a part of a resource, by content type.
final class Patches {

    static final String MERGE = "application/merge-patch+json";
    static final String JSON = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";

    private Patches() {}

    /// What the body does to a resource. For Istio's kinds Kubernetes takes no strategic patch either.
    static UnaryOperator<ObjectNode> of(ApiRequest request, Kind kind) {
        boolean custom = kind.isIstio();
        JsonNode patch = Writes.json(request.body());
        return switch (request.contentType()) {
            case MERGE -> {
                requireObject(patch);
                yield target -> (ObjectNode) MergePatch.apply(target, patch);
            }
            case JSON -> {
                if (kind == Kind.SECRET) {
                    throw unsupported(request, MERGE + ", " + STRATEGIC); // it could copy and test hidden values
                }
                if (!patch.isArray()) {
                    throw expected("array", patch);
                }
                yield target -> jsonPatched(target, patch);
            }
            case STRATEGIC -> {
                if (custom) {
                    throw unsupported(request, MERGE + ", " + JSON);
                }
                requireObject(patch);
                yield target -> StrategicMergePatch.apply(target, (ObjectNode) patch);
            }
            default -> throw unsupported(request, MERGE + ", " + JSON + (custom ? "" : ", " + STRATEGIC));
        };
    }

    private static ObjectNode jsonPatched(ObjectNode target, JsonNode patch) {
        try {
            JsonNode patched = JsonPatch.apply(target, patch);
            requireObject(patched);
            return (ObjectNode) patched;
        } catch (IllegalArgumentException e) {
            throw new ApiError(ApiStatus.of(422, "Invalid", "the patch cannot be applied: " + e.getMessage()));
        }
    }

    private static void requireObject(JsonNode patch) {
        if (!patch.isObject()) {
            throw expected("object", patch);
        }
    }

    private static ApiError expected(String what, JsonNode given) {
        String type = given.getNodeType().toString().toLowerCase(Locale.ROOT);
        return new ApiError(ApiStatus.badRequest("the body is %s (expected: a JSON %s)".formatted(type, what)));
    }

    private static ApiError unsupported(ApiRequest request, String expected) {
        return RequestBody.unsupported(request.contentType(), expected + " or " + Writes.APPLY_PATCH);
    }
}

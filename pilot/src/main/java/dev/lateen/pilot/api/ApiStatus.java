package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.pilot.registry.WriteOutcome.Change;
import dev.lateen.pilot.registry.WriteOutcome.Effect;
import dev.lateen.pilot.registry.WriteOutcome.Refusal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A `Status` object of the Kubernetes API: how it says what went wrong, or that a deletion went well.
///
/// @param name of the object in question; empty if there is none
/// @param uid of the object; empty if it does not matter
/// @param causes every violation of an invalid object; warnings about one that was written
public record ApiStatus(
        int code, String reason, String message, @Nullable Kind kind, String name, String uid, List<Violation> causes) {

    public ApiStatus {
        causes = List.copyOf(causes);
    }

    static ApiStatus of(int code, String reason, String message) {
        return new ApiStatus(code, reason, message, null, "", "", List.of());
    }

    static ApiStatus badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    static ApiStatus notFound(Kind kind, String name) {
        return new ApiStatus(404, "NotFound", about(kind, name, "not found"), kind, name, "", List.of());
    }

    static ApiStatus alreadyExists(Kind kind, String name) {
        return new ApiStatus(409, "AlreadyExists", about(kind, name, "already exists"), kind, name, "", List.of());
    }

    static ApiStatus conflict(Kind kind, String name, String why) {
        String message = "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource(kind), name, why);
        return new ApiStatus(409, "Conflict", message, kind, name, "", List.of());
    }

    static ApiStatus forbidden(Kind kind, String name, String why) {
        return new ApiStatus(403, "Forbidden", about(kind, name, "is forbidden: " + why), kind, name, "", List.of());
    }

    static ApiStatus invalid(Kind kind, String name, List<Violation> causes) {
        List<String> texts = causes.stream().map(ApiStatus::text).toList();
        String all = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
        String kindName = kind.group().isEmpty() ? kind.kindName() : kind.kindName() + "." + kind.group();
        String message = "%s \"%s\" is invalid: %s".formatted(kindName, name, all);
        return new ApiStatus(422, "Invalid", message, kind, name, "", causes);
    }

    /// Of several objects; each cause names its own.
    static ApiStatus invalid(List<Violation> causes) {
        String all = String.join(", ", causes.stream().map(Violation::toString).toList());
        return new ApiStatus(422, "Invalid", "[" + all + "]", null, "", "", causes);
    }

    static ApiStatus of(ResourceKey key, Refusal refusal) {
        return switch (refusal) {
            case Refusal.Absent _ -> notFound(key.kind(), key.name());
            case Refusal.Exists _ -> alreadyExists(key.kind(), key.name());
            case Refusal.Conflict conflict -> conflict(key.kind(), key.name(), conflict.message());
            case Refusal.Forbidden forbidden -> forbidden(key.kind(), key.name(), forbidden.message());
        };
    }

    /// What a write did to one resource. Kubernetes has no words for it beyond the code; `reason` is ours.
    ///
    /// @param warnings about what was written
    static ApiStatus of(Effect effect, List<Violation> warnings) {
        ResourceKey key = effect.key();
        int code = effect.change() == Change.CREATED ? 201 : 200;
        String lower = effect.change().name().toLowerCase(Locale.ROOT);
        String reason = Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
        String uid = effect.entry() == null ? "" : Rendering.uidOf(effect.entry());
        return new ApiStatus(code, reason, "", key.kind(), key.name(), uid, warnings);
    }

    static String resource(Kind kind) {
        return kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
    }

    ObjectNode toJson() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", code < 400 ? "Success" : "Failure");
        if (!message.isEmpty()) {
            status.put("message", message);
        }
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        if (kind != null || !causes.isEmpty()) {
            ObjectNode details = status.putObject("details").put("name", name);
            if (kind != null) {
                details.put("group", kind.group()).put("kind", code == 422 ? kind.kindName() : kind.plural());
            }
            if (!uid.isEmpty()) {
                details.put("uid", uid);
            }
            if (!causes.isEmpty()) {
                ArrayNode list = details.putArray("causes");
                causes.forEach(cause -> list.addObject()
                        .put("reason", cause.isError() ? "FieldValueInvalid" : "Warning")
                        .put("message", cause.message())
                        .put("field", cause.path()));
            }
        }
        return status.put("code", code);
    }

    private static String about(Kind kind, String name, String what) {
        return "%s \"%s\" %s".formatted(resource(kind), name, what);
    }

    static String text(Violation violation) {
        return violation.path().isEmpty() ? violation.message() : violation.path() + ": " + violation.message();
    }
}

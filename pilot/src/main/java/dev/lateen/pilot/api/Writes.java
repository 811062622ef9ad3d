package dev.lateen.pilot.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.UnhonouredFields;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.registry.ResourceWriter.Mode;
import dev.lateen.pilot.registry.ResourceWriter.Precondition;
import dev.lateen.pilot.registry.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Create, replace, patch and delete. A write that goes through answers with the resource as it is now, and with a
/// warning for everything in it that has no effect yet.
final class Writes {

    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String APPLY_PATCH = "application/apply-patch+yaml";
    private static final int ATTEMPTS = 5;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Registry registry;
    private final ResourceWriter writer;

    Writes(Registry registry, ResourceWriter writer) {
        this.registry = registry;
        this.writer = writer;
    }

    ApiReply create(ApiRequest request, ResourcePath path) {
        RequestBody body = RequestBody.read(request, path);
        if (body.resource().metadata().resourceVersion() != null) {
            throw new ApiError(
                    ApiStatus.badRequest("metadata.resourceVersion: must not be set on an object to be created"));
        }
        return write(body, path, new Mode(true, false, request.isDryRun()));
    }

    ApiReply replace(ApiRequest request, ResourcePath path) {
        return write(RequestBody.read(request, path), path, new Mode(false, true, request.isDryRun()));
    }

    ApiReply patch(ApiRequest request, ResourcePath path) {
        return switch (request.contentType()) {
            case APPLY_PATCH -> write(RequestBody.read(request, path), path, new Mode(true, true, request.isDryRun()));
            case MERGE_PATCH -> merge(request, path);
            default -> throw RequestBody.unsupported(request.contentType(), MERGE_PATCH + " or " + APPLY_PATCH);
        };
    }

    ApiReply delete(ApiRequest request, ResourcePath path) {
        ResourceKey key = ResourceApi.keyOf(path);
        JsonNode preconditions = json(request.body()).path("preconditions");
        Precondition precondition = new Precondition(
                preconditions.path("uid").textValue(),
                preconditions.path("resourceVersion").textValue());
        WriteOutcome outcome = writer.delete(key, precondition, request.isDryRun());
        if (outcome instanceof WriteOutcome.Deleted deleted) {
            ApiStatus done = new ApiStatus(200, "", "", path.kind(), key.name(), List.of());
            ObjectNode body = done.toJson();
            body.withObject("/details")
                    .put("uid", Rendering.uidOf(deleted.entries().getFirst()));
            return new ApiReply(200, body, List.of(), deleted.revision());
        }
        throw failure(outcome, path.kind(), key.name());
    }

    /// Merges into the latest version; tries again when somebody else was faster, unless the patch insists on one.
    private ApiReply merge(ApiRequest request, ResourcePath path) {
        ResourceKey key = ResourceApi.keyOf(path);
        JsonNode patch = json(request.body());
        if (!patch.isObject()) {
            throw new ApiError(ApiStatus.badRequest("the body is %s (expected: a JSON object)"
                    .formatted(patch.getNodeType().toString().toLowerCase(Locale.ROOT))));
        }
        for (int attempt = 1; ; attempt++) {
            Entry entry = registry.find(key);
            if (entry == null) {
                throw new ApiError(ApiStatus.notFound(path.kind(), key.name()));
            }
            JsonNode merged = MergePatch.apply(Rendering.one(entry, path.apiVersion()), patch);
            RequestBody body = RequestBody.read(merged.toString(), path);
            Mode mode = new Mode(false, true, request.isDryRun());
            WriteOutcome outcome = writer.write(body.resource(), mode);
            boolean raced = outcome instanceof WriteOutcome.Conflict
                    && !patch.path("metadata").has("resourceVersion")
                    && entry != registry.find(key);
            if (!raced || attempt == ATTEMPTS) {
                return reply(outcome, body, path);
            }
        }
    }

    private ApiReply write(RequestBody body, ResourcePath path, Mode mode) {
        return reply(writer.write(body.resource(), mode), body, path);
    }

    private ApiReply reply(WriteOutcome outcome, RequestBody body, ResourcePath path) {
        if (outcome instanceof WriteOutcome.Written written) {
            ObjectNode shown = Rendering.one(written.entry(), path.apiVersion());
            return new ApiReply(written.created() ? 201 : 200, shown, warnings(body), written.revision());
        }
        throw failure(outcome, path.kind(), body.resource().key().name());
    }

    private static ApiError failure(WriteOutcome outcome, Kind kind, String name) {
        return new ApiError(
                switch (outcome) {
                    case WriteOutcome.Absent _ -> ApiStatus.notFound(kind, name);
                    case WriteOutcome.Exists _ -> ApiStatus.alreadyExists(kind, name);
                    case WriteOutcome.Conflict conflict -> ApiStatus.conflict(kind, name, conflict.message());
                    case WriteOutcome.Forbidden forbidden -> ApiStatus.forbidden(kind, name, forbidden.message());
                    case WriteOutcome.Failed failed -> ApiStatus.of(500, "InternalError", failed.message());
                    case WriteOutcome.Written written -> throw new IllegalStateException(written.toString());
                    case WriteOutcome.Deleted deleted -> throw new IllegalStateException(deleted.toString());
                });
    }

    private List<String> warnings(RequestBody body) {
        Resource<?> resource = body.resource();
        List<String> warnings = new ArrayList<>();
        for (Violation violation : body.warnings()) {
            if (violation.severity() == Severity.WARNING) {
                warnings.add(text(violation));
            }
        }
        for (Violation violation : UnhonouredFields.of(resource)) {
            warnings.add(text(violation));
        }
        String namespace = resource.key().namespace();
        if (resource.key().kind().namespaced()
                && registry.find(new ResourceKey(Kind.NAMESPACE, "", namespace)) == null) {
            warnings.add("metadata.namespace: %s does not exist as a Namespace; Kubernetes would refuse this"
                    .formatted(namespace));
        }
        return warnings;
    }

    private static String text(Violation violation) {
        return violation.path().isEmpty() ? violation.message() : violation.path() + ": " + violation.message();
    }

    private static JsonNode json(@Nullable String body) {
        try {
            return MAPPER.readTree(body == null || body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            throw new ApiError(ApiStatus.badRequest("the body is not JSON: " + e.getOriginalMessage()));
        }
    }
}

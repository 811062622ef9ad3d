package dev.lateen.pilot.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.UnhonouredFields;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.registry.ResourceWriter.Deletion;
import dev.lateen.pilot.registry.ResourceWriter.Mode;
import dev.lateen.pilot.registry.WriteOutcome;
import dev.lateen.pilot.registry.WriteOutcome.Change;
import dev.lateen.pilot.registry.WriteOutcome.Done;
import dev.lateen.pilot.registry.WriteOutcome.Effect;
import dev.lateen.pilot.registry.WriteOutcome.Refusal;
import dev.lateen.pilot.registry.WriteOutcome.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Create, replace, patch and delete. A write that goes through answers with the resource as it is now, and with a
/// warning for everything in it that has no effect yet.
final class Writes {

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
        return request.contentType().equals(APPLY_PATCH)
                ? write(RequestBody.read(request, path), path, new Mode(true, true, request.isDryRun()))
                : merge(request, path);
    }

    ApiReply delete(ApiRequest request, ResourcePath path) {
        ResourceKey key = ResourceApi.keyOf(path);
        JsonNode options = json(request.body());
        JsonNode preconditions = options.path("preconditions");
        boolean dryRun = request.isDryRun() || !options.path("dryRun").isEmpty();
        Deletion deletion = new Deletion(
                key,
                preconditions.path("uid").textValue(),
                preconditions.path("resourceVersion").textValue());
        Done done = done(writer.delete(List.of(deletion), dryRun));
        Effect effect = done.effects().getFirst();
        if (effect.change() == Change.ABSENT) {
            throw new ApiError(ApiStatus.notFound(path.kind(), key.name()));
        }
        return new ApiReply(200, ApiStatus.of(effect, List.of()).toJson(), List.of(), done.revision());
    }

    /// Merges into the latest version; tries again when somebody else was faster, unless the patch insists on one.
    private ApiReply merge(ApiRequest request, ResourcePath path) {
        ResourceKey key = ResourceApi.keyOf(path);
        UnaryOperator<ObjectNode> patch = Patches.of(request, path.kind());
        for (int attempt = 1; ; attempt++) {
            Entry entry = registry.find(key);
            if (entry == null) {
                throw new ApiError(ApiStatus.notFound(path.kind(), key.name()));
            }
            ObjectNode before = Rendering.whole(entry, path.apiVersion());
            ObjectNode merged = patch.apply(before);
            RequestBody body = RequestBody.read(merged.toString(), path);
            Mode mode = new Mode(false, true, request.isDryRun());
            WriteOutcome outcome = writer.write(List.of(body.resource()), mode);
            boolean raced = outcome instanceof Refused refused
                    && refused.refusal() instanceof Refusal.Conflict
                    && merged.at("/metadata/resourceVersion").equals(before.at("/metadata/resourceVersion"))
                    && entry != registry.find(key);
            if (!raced || attempt == ATTEMPTS) {
                return reply(done(outcome), body, path);
            }
        }
    }

    private ApiReply write(RequestBody body, ResourcePath path, Mode mode) {
        return reply(done(writer.write(List.of(body.resource()), mode)), body, path);
    }

    private ApiReply reply(Done done, RequestBody body, ResourcePath path) {
        Effect effect = done.effects().getFirst();
        ObjectNode shown = Rendering.one(Objects.requireNonNull(effect.entry()), path.apiVersion());
        List<String> warnings = new ArrayList<>();
        warnings(body).forEach(warning -> warnings.add(ApiStatus.text(warning)));
        return new ApiReply(effect.change() == Change.CREATED ? 201 : 200, shown, warnings, done.revision());
    }

    static Done done(WriteOutcome outcome) {
        return switch (outcome) {
            case Done done -> done;
            case Refused(var key, var refusal) -> throw new ApiError(ApiStatus.of(key, refusal));
            case WriteOutcome.Failed(var message) -> throw new ApiError(ApiStatus.of(500, "InternalError", message));
        };
    }

    private List<Violation> warnings(RequestBody body) {
        return warnings(registry, body.resource(), body.warnings());
    }

    /// @param found when it was read
    static List<Violation> warnings(Registry registry, Resource<?> resource, List<Violation> found) {
        List<Violation> warnings = new ArrayList<>(found);
        warnings.removeIf(Violation::isError);
        warnings.addAll(UnhonouredFields.of(resource));
        String namespace = resource.key().namespace();
        if (resource.key().kind().namespaced()
                && registry.find(new ResourceKey(Kind.NAMESPACE, "", namespace)) == null) {
            String message = "%s does not exist as a Namespace; Kubernetes would refuse this".formatted(namespace);
            warnings.add(Violation.warning(resource, "metadata.namespace", message));
        }
        return warnings;
    }

    static JsonNode json(@Nullable String body) {
        try {
            return MAPPER.readTree(body == null || body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            throw new ApiError(ApiStatus.badRequest("the body is not JSON: " + e.getOriginalMessage()));
        }
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceNames;
import dev.lateen.pilot.registry.ResourceWriter;
import dev.lateen.pilot.registry.ResourceWriter.Deletion;
import dev.lateen.pilot.registry.ResourceWriter.Mode;
import dev.lateen.pilot.registry.WriteOutcome.Done;
import dev.lateen.pilot.registry.WriteOutcome.Effect;
import java.util.ArrayList;
import java.util.List;

/// Several resources in one request, as a `v1 List`: one revision, all of it or nothing.
///
/// `POST` creates or replaces the items, `DELETE` deletes those that they name (`spec` is not looked at). The answer
/// is a `v1 List` with a `Status` for each item, in that order. Kubernetes has no such thing.
final class Lists {

    static final String PATH = "/api/v1/lists";

    private final Registry registry;
    private final ResourceWriter writer;

    Lists(Registry registry, ResourceWriter writer) {
        this.registry = registry;
        this.writer = writer;
    }

    ApiReply handle(ApiRequest request) {
        return switch (request.method()) {
            case "POST" -> apply(request);
            case "DELETE" -> delete(request);
            default ->
                throw new ApiError(ApiStatus.of(
                        405,
                        "MethodNotAllowed",
                        "%s is not supported on %s (expected: POST or DELETE)".formatted(request.method(), PATH)));
        };
    }

    private ApiReply apply(ApiRequest request) {
        RequestBody.requireReadable(request);
        ReadResult read = ResourceReader.read(null, request.body(), "default");
        List<Violation> errors = new ArrayList<>(read.errors());
        read.resources().forEach(resource -> errors.addAll(RequestBody.misnamed(resource)));
        if (!errors.isEmpty()) {
            throw new ApiError(ApiStatus.invalid(errors));
        }
        Done done = Writes.done(writer.write(read.resources(), new Mode(true, true, request.isDryRun())));
        List<List<Violation>> warnings = new ArrayList<>();
        for (Resource<?> resource : read.resources()) {
            List<Violation> own = read.violations().stream()
                    .filter(violation -> resource.key().equals(violation.resource()))
                    .toList();
            warnings.add(Writes.warnings(registry, resource, own));
        }
        return reply(done, warnings);
    }

    private ApiReply delete(ApiRequest request) {
        List<Deletion> deletions = new ArrayList<>();
        for (JsonNode item : Writes.json(request.body()).path("items")) {
            deletions.add(Deletion.of(keyOf(item)));
        }
        return reply(Writes.done(writer.delete(deletions, request.isDryRun())), List.of());
    }

    private static ResourceKey keyOf(JsonNode item) {
        String apiVersion = item.path("apiVersion").asText("");
        String kindName = item.path("kind").asText("");
        Kind kind = Kind.of(apiVersion, kindName)
                .orElseThrow(() -> new ApiError(
                        ApiStatus.badRequest("\"%s\" %s is not a known kind".formatted(apiVersion, kindName))));
        JsonNode metadata = item.path("metadata");
        String name = metadata.path("name").asText("");
        String namespace = kind.namespaced() ? metadata.path("namespace").asText("default") : "";
        if (!ResourceNames.isName(name) || (kind.namespaced() && !ResourceNames.isNamespace(namespace))) {
            throw new ApiError(ApiStatus.badRequest(
                    "metadata: \"%s/%s\" (expected: a namespace and a name)".formatted(namespace, name)));
        }
        return new ResourceKey(kind, namespace, name);
    }

    private static ApiReply reply(Done done, List<List<Violation>> warnings) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(done.revision()));
        ArrayNode items = list.putArray("items");
        for (int i = 0; i < done.effects().size(); i++) {
            Effect effect = done.effects().get(i);
            items.add(ApiStatus.of(effect, warnings.isEmpty() ? List.of() : warnings.get(i))
                    .toJson());
        }
        return ApiReply.ok(list, done.revision());
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.compiler.KindSchema;
import dev.lateen.pilot.status.ResourceStatus;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;

/// The OpenAPI documents that kubectl asks for: before it applies, to learn that this side validates every field; for
/// `explain`, what the fields are.
final class OpenApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ROOT = "/openapi/v3";
    private static final String GROUP_VERSION_KIND = "x-kubernetes-group-version-kind";

    private OpenApi() {}

    static Optional<ObjectNode> answer(String path) {
        if (path.equals(ROOT)) {
            return Optional.of(index());
        }
        return Arrays.stream(Kind.values())
                .flatMap(kind -> kind.versions().stream().map(version -> base(kind, version)))
                .distinct()
                .filter(base -> path.equals(ROOT + "/" + base))
                .findFirst()
                .map(OpenApi::document);
    }

    private static ObjectNode index() {
        ObjectNode index = JSON.objectNode();
        ObjectNode paths = index.putObject("paths");
        TreeSet<String> bases = new TreeSet<>();
        for (Kind kind : Kind.values()) {
            kind.versions().forEach(version -> bases.add(base(kind, version)));
        }
        bases.forEach(base -> paths.putObject(base).put("serverRelativeURL", ROOT + "/" + base));
        return index;
    }

    private static ObjectNode document(String base) {
        ObjectNode document = JSON.objectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Lateen").put("version", "v1");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (Kind kind : Kind.values()) {
            for (String version : kind.versions()) {
                if (base(kind, version).equals(base)) {
                    String within = kind.namespaced() ? "/namespaces/{namespace}/" : "/";
                    describe(kind, version, paths.putObject("/" + base + within + kind.plural() + "/{name}"));
                    schemas.set(kind.kindName(), schema(kind, version));
                }
            }
        }
        return document;
    }

    private static void describe(Kind kind, String version, ObjectNode path) {
        ObjectNode patch = path.putObject("patch");
        name(kind, version, patch.putObject(GROUP_VERSION_KIND));
        patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
        patch.putObject("responses").putObject("200").put("description", "OK");
    }

    private static ObjectNode schema(Kind kind, String version) {
        ObjectNode schema = KindSchema.of(kind).put("description", KindSchema.description(kind));
        name(kind, version, schema.putArray(GROUP_VERSION_KIND).addObject());
        ObjectNode properties = (ObjectNode) schema.get("properties");
        text(properties, "apiVersion", "Group and version of the kind.");
        text(properties, "kind", "The kind.");
        ObjectNode metadata = properties.putObject("metadata");
        metadata.put("type", "object").put("description", "Name, namespace, labels and what the server adds to them.");
        ObjectNode names = metadata.putObject("properties");
        text(names, "name", "Unique among those of its kind in its namespace.");
        text(names, "namespace", "Where it belongs.");
        texts(names, "labels", "Labels, for selectors.");
        texts(names, "annotations", "Notes of tools and people.");
        text(
                names,
                "resourceVersion",
                "The mesh revision of its last change. A write that names it must be based on it.");
        if (ResourceStatus.isOf(kind)) {
            properties
                    .putObject("status")
                    .put("type", "object")
                    .put("description", "What became of it: conditions, validationMessages, observedGeneration.");
        }
        return schema;
    }

    private static void text(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }

    private static void texts(ObjectNode properties, String name, String description) {
        ObjectNode map = properties.putObject(name).put("type", "object").put("description", description);
        map.putObject("additionalProperties").put("type", "string");
    }

    private static void name(Kind kind, String version, ObjectNode name) {
        name.put("group", kind.group()).put("version", version).put("kind", kind.kindName());
    }

    private static String base(Kind kind, String version) {
        return kind.group().isEmpty() ? "api/" + version : "apis/" + kind.group() + "/" + version;
    }
}

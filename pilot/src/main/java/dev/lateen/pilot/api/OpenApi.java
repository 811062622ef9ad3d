package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;

/// The OpenAPI documents that kubectl asks for before it applies: only what it needs to know, that this side validates
/// every field, so that it does not do so itself from schemas that there are not.
final class OpenApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ROOT = "/openapi/v3";

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
        for (Kind kind : Kind.values()) {
            for (String version : kind.versions()) {
                if (base(kind, version).equals(base)) {
                    String within = kind.namespaced() ? "/namespaces/{namespace}/" : "/";
                    describe(kind, version, paths.putObject("/" + base + within + kind.plural() + "/{name}"));
                }
            }
        }
        return document;
    }

    private static void describe(Kind kind, String version, ObjectNode path) {
        ObjectNode patch = path.putObject("patch");
        patch.putObject("x-kubernetes-group-version-kind")
                .put("group", kind.group())
                .put("version", version)
                .put("kind", kind.kindName());
        patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
        patch.putObject("responses").putObject("200").put("description", "OK");
    }

    private static String base(Kind kind, String version) {
        return kind.group().isEmpty() ? "api/" + version : "apis/" + kind.group() + "/" + version;
    }
}

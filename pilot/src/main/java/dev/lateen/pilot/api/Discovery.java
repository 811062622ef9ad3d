package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What Kubernetes clients ask first: which groups, versions and resources there are.
final class Discovery {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    static Optional<ObjectNode> answer(String path) {
        String trimmed = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        List<String> parts = Arrays.asList(trimmed.substring(1).split("/", -1));
        return switch (parts.getFirst()) {
            case "api" ->
                parts.size() == 1 ? Optional.of(coreVersions()) : resources("", parts.subList(1, parts.size()));
            case "apis" ->
                parts.size() == 1
                        ? Optional.of(groups())
                        : parts.size() == 2
                                ? group(parts.get(1))
                                : resources(parts.get(1), parts.subList(2, parts.size()));
            case "version" -> parts.size() == 1 ? Optional.of(version()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = JSON.objectNode().put("kind", "APIVersions").put("apiVersion", "v1");
        versions.putArray("versions").add("v1");
        return versions;
    }

    private static ObjectNode groups() {
        ObjectNode list = JSON.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        Arrays.stream(Kind.values())
                .map(Kind::group)
                .distinct()
                .filter(group -> !group.isEmpty())
                .forEach(group -> group(group).ifPresent(groups::add));
        return list;
    }

    private static Optional<ObjectNode> group(String name) {
        List<String> versions = Arrays.stream(Kind.values())
                .filter(kind -> kind.group().equals(name))
                .flatMap(kind -> kind.versions().stream())
                .distinct()
                .toList();
        if (name.isEmpty() || versions.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode group = JSON.objectNode()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version -> list.add(groupVersion(name, version)));
        group.set("preferredVersion", groupVersion(name, versions.getFirst()));
        return Optional.of(group);
    }

    private static ObjectNode groupVersion(String group, String version) {
        return JSON.objectNode().put("groupVersion", group + "/" + version).put("version", version);
    }

    private static Optional<ObjectNode> resources(String group, List<String> rest) {
        String version = rest.getFirst();
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> kind.group().equals(group) && kind.versions().contains(version))
                .toList();
        if (rest.size() != 1 || kinds.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = JSON.objectNode().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        kinds.forEach(kind -> describe(kind, resources.addObject()));
        return Optional.of(list);
    }

    private static void describe(Kind kind, ObjectNode resource) {
        resource.put("name", kind.plural())
                .put("singularName", kind.kindName().toLowerCase(Locale.ROOT))
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kindName());
        ArrayNode verbs = resource.putArray("verbs");
        VERBS.forEach(verbs::add);
        ArrayNode shortNames = resource.putArray("shortNames");
        kind.shortNames().forEach(shortNames::add);
        ArrayNode categories = resource.putArray("categories");
        categories(kind).forEach(categories::add);
    }

    /// What `kubectl get all` and `get istio-io` mean, as on a cluster. `delete` takes them too, so `all` has nothing
    /// that it has not there.
    private static List<String> categories(Kind kind) {
        if (kind.group().endsWith(".istio.io")) {
            return List.of("istio-io", kind.group().replace('.', '-'));
        }
        return kind == Kind.SERVICE || kind == Kind.POD || kind == Kind.DEPLOYMENT ? List.of("all") : List.of();
    }

    /// The version of Kubernetes whose conventions are followed; kubectl warns about large differences.
    private static ObjectNode version() {
        return JSON.objectNode()
                .put("major", "1")
                .put("minor", "34")
                .put("gitVersion", "v1.34.0+lateen")
                .put("platform", "jvm");
    }
}

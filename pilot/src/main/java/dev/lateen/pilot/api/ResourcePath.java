package dev.lateen.pilot.api;

import dev.lateen.api.meta.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a path of the Kubernetes API names.
///
/// @param namespace null for all namespaces, or when the kind has none
/// @param name null for the collection
record ResourcePath(
        Kind kind,
        String version,
        @Nullable String namespace,
        @Nullable String name) {

    /// `/api/v1/…` and `/apis/{group}/{version}/…`; empty for paths that name no resource that is known here.
    static Optional<ResourcePath> of(String path) {
        List<String> parts = Arrays.asList(path.substring(1).split("/", -1));
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            return of("", parts.get(1), parts.subList(2, parts.size()));
        }
        if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
            return of(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
        }
        return Optional.empty();
    }

    String apiVersion() {
        return kind.group().isEmpty() ? version : kind.group() + "/" + version;
    }

    private static Optional<ResourcePath> of(String group, String version, List<String> rest) {
        boolean inNamespace = rest.size() >= 3 && rest.getFirst().equals("namespaces");
        String namespace = inNamespace ? rest.get(1) : null;
        List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
        if (own.size() > 2 || own.stream().anyMatch(String::isEmpty) || (namespace != null && namespace.isEmpty())) {
            return Optional.empty();
        }
        String name = own.size() == 2 ? own.get(1) : null;
        return kindOf(group, version, own.getFirst())
                .filter(kind -> kind.namespaced() ? inNamespace || name == null : !inNamespace)
                .map(kind -> new ResourcePath(kind, version, namespace, name));
    }

    private static Optional<Kind> kindOf(String group, String version, String plural) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.group().equals(group)
                        && kind.versions().contains(version)
                        && kind.plural().equals(plural))
                .findFirst();
    }
}

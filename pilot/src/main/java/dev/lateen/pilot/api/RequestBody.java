package dev.lateen.pilot.api;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.pilot.registry.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The resource in a request's body, which must be the one that the path names.
///
/// @param warnings of validation
record RequestBody(Resource<?> resource, List<Violation> warnings) {

    private static final Set<String> READABLE = Set.of(
            "",
            "application/json",
            "application/yaml",
            "application/x-yaml",
            "text/yaml",
            "application/apply-patch+yaml",
            ProtobufBody.MEDIA_TYPE);

    static RequestBody read(ApiRequest request, ResourcePath path) {
        requireReadable(request);
        return read(request.body(), path);
    }

    /// As a resource or several of them.
    static void requireReadable(ApiRequest request) {
        if (!READABLE.contains(request.contentType())) {
            throw unsupported(request.contentType(), "application/json or application/yaml");
        }
    }

    static ApiError unsupported(String given, String expected) {
        return new ApiError(ApiStatus.of(
                415, "UnsupportedMediaType", "Content-Type: %s (expected: %s)".formatted(given, expected)));
    }

    static RequestBody read(String text, ResourcePath path) {
        String namespace = path.namespace() == null ? "default" : path.namespace();
        ReadResult result = ResourceReader.read(null, text, namespace);
        if (result.documents() > 1) {
            throw bad("%d documents (expected: one resource in the body)".formatted(result.documents()));
        }
        List<Violation> errors = result.violations().stream()
                .filter(v -> v.severity() == Severity.ERROR)
                .toList();
        if (result.resources().isEmpty() && errors.isEmpty()) {
            throw bad("no resource in the body (expected: a %s)"
                    .formatted(path.kind().kindName()));
        }
        if (!errors.isEmpty()) {
            throw rejected(errors, path);
        }
        Resource<?> resource = result.resources().getFirst();
        check(resource, path);
        return new RequestBody(resource, result.violations());
    }

    /// A body of which not even the kind and name can be told is a bad request, everything else an invalid object.
    private static ApiError rejected(List<Violation> errors, ResourcePath path) {
        Violation first = errors.getFirst();
        if (first.resource() == null) {
            return bad(first.toString());
        }
        if (first.resource().kind() != path.kind()) {
            return otherKind(first.resource().kind().kindName(), path);
        }
        return new ApiError(ApiStatus.invalid(path.kind(), first.resource().name(), errors));
    }

    private static void check(Resource<?> resource, ResourcePath path) {
        if (resource.key().kind() != path.kind()) {
            throw otherKind(resource.key().kind().kindName(), path);
        }
        if (!resource.apiVersion().equals(path.apiVersion())) {
            throw bad("apiVersion: %s (expected: %s, as the path says)"
                    .formatted(resource.apiVersion(), path.apiVersion()));
        }
        String namespace = resource.key().namespace();
        if (path.kind().namespaced()
                && path.namespace() != null
                && !path.namespace().equals(namespace)) {
            throw bad("metadata.namespace: %s (expected: %s, as the path says)".formatted(namespace, path.namespace()));
        }
        String name = resource.key().name();
        if (path.name() != null && !path.name().equals(name)) {
            throw bad("metadata.name: %s (expected: %s, as the path says)".formatted(name, path.name()));
        }
        checkNames(resource, path);
    }

    private static void checkNames(Resource<?> resource, ResourcePath path) {
        List<Violation> errors = misnamed(resource);
        if (!errors.isEmpty()) {
            throw new ApiError(ApiStatus.invalid(path.kind(), resource.key().name(), errors));
        }
    }

    /// Names that the store cannot have.
    static List<Violation> misnamed(Resource<?> resource) {
        ResourceKey key = resource.key();
        List<Violation> errors = new ArrayList<>();
        boolean isNamespace = !key.kind().namespaced();
        if (isNamespace ? !ResourceNames.isNamespace(key.name()) : !ResourceNames.isName(key.name())) {
            errors.add(violation(resource, "metadata.name", key.name(), "lower-case letters, digits, '-' and '.'"));
        }
        if (key.kind().namespaced() && !ResourceNames.isNamespace(key.namespace())) {
            String expected = "lower-case letters, digits and '-'";
            errors.add(violation(resource, "metadata.namespace", key.namespace(), expected));
        }
        return errors;
    }

    private static Violation violation(Resource<?> resource, String path, String value, String expected) {
        int line = resource.source().line(path);
        String message = "\"%s\" (expected: %s)".formatted(value, expected);
        return new Violation(Severity.ERROR, null, line, resource.key(), path, message);
    }

    private static ApiError otherKind(String kindName, ResourcePath path) {
        return bad("kind: %s (expected: %s, as the path says)"
                .formatted(kindName, path.kind().kindName()));
    }

    private static ApiError bad(String message) {
        return new ApiError(ApiStatus.badRequest(message));
    }
}

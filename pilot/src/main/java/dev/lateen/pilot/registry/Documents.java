package dev.lateen.pilot.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Metadata;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.SourceMap;
import dev.lateen.pilot.status.ResourceStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A resource's document with the metadata that the server owns.
final class Documents {

    private static final Set<String> SERVER_OWNED = Set.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "managedFields",
            "selfLink");
    private static final List<String> COMPARED_METADATA = List.of("labels", "annotations", "finalizers");

    private Documents() {}

    /// The resource as it is stored at `revision`, in place of `previous`. Timestamps have whole seconds, as in
    /// Kubernetes, where resources of one second are ordered by name.
    static <S> Resource<S> complete(Resource<S> given, @Nullable Resource<?> previous, long revision) {
        Metadata old = previous == null ? null : previous.metadata();
        String uid = old == null || old.uid() == null ? UUID.randomUUID().toString() : old.uid();
        Instant created = old == null || old.creationTimestamp() == null
                ? Instant.now().truncatedTo(ChronoUnit.SECONDS)
                : old.creationTimestamp();
        long generation = old == null ? 1 : Math.max(1, old.generation());
        if (previous != null && !isSameSpec(given, previous)) {
            generation++;
        }
        Metadata metadata = new Metadata(
                given.key().name(),
                given.key().namespace(),
                given.metadata().labels(),
                given.metadata().annotations(),
                created,
                Long.toString(revision),
                generation,
                uid);
        return new Resource<>(
                given.key(),
                given.apiVersion(),
                metadata,
                given.spec(),
                document(given, metadata),
                new SourceMap(null, Map.of()));
    }

    /// Lines of the store's own files would mean nothing to a user.
    static <S> Resource<S> withoutLines(Resource<S> resource) {
        return new Resource<>(
                resource.key(),
                resource.apiVersion(),
                resource.metadata(),
                resource.spec(),
                resource.document(),
                new SourceMap(null, Map.of()));
    }

    /// Whether storing `given` in place of `previous` would change nothing that a user can set.
    static boolean isUnchanged(Resource<?> given, Resource<?> previous) {
        if (!isSameSpec(given, previous)) {
            return false;
        }
        JsonNode now = given.document().path("metadata");
        JsonNode before = previous.document().path("metadata");
        return COMPARED_METADATA.stream().allMatch(field -> isSame(now.get(field), before.get(field)));
    }

    /// Everything but metadata, and `status` where that is pilot's.
    static boolean isSameSpec(Resource<?> given, Resource<?> previous) {
        return body(given).equals(body(previous));
    }

    private static boolean isSame(@Nullable JsonNode a, @Nullable JsonNode b) {
        JsonNode left = a == null || a.isEmpty() ? JsonNodeFactory.instance.nullNode() : a;
        JsonNode right = b == null || b.isEmpty() ? JsonNodeFactory.instance.nullNode() : b;
        return left.equals(right);
    }

    private static ObjectNode body(Resource<?> resource) {
        ObjectNode copy = resource.document().deepCopy();
        copy.remove(List.of("metadata", "apiVersion"));
        if (ResourceStatus.isOf(resource.key().kind())) {
            copy.remove("status");
        }
        return copy;
    }

    private static ObjectNode document(Resource<?> given, Metadata metadata) {
        ObjectNode source = given.document();
        ObjectNode filled = JsonNodeFactory.instance.objectNode();
        filled.put("name", metadata.name());
        if (given.key().kind().namespaced()) {
            filled.put("namespace", metadata.namespace());
        }
        filled.put("uid", metadata.uid());
        filled.put("resourceVersion", metadata.resourceVersion());
        filled.put("generation", metadata.generation());
        filled.put("creationTimestamp", String.valueOf(metadata.creationTimestamp()));
        source.path("metadata").properties().forEach(field -> {
            if (!SERVER_OWNED.contains(field.getKey())) {
                filled.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set("apiVersion", source.path("apiVersion"));
        document.set("kind", source.path("kind"));
        document.set("metadata", filled);
        source.properties().forEach(field -> {
            boolean ours = field.getKey().equals("status")
                    && ResourceStatus.isOf(given.key().kind());
            if (!document.has(field.getKey()) && !ours) {
                document.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        return document;
    }
}

package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The mesh as it would be after a write that is being put together. Guarded by the registry's lock.
final class Draft {

    private final Registry registry;
    private final Map<ResourceKey, Entry> upserts = new LinkedHashMap<>();
    private final Set<ResourceKey> removals = new LinkedHashSet<>();

    Draft(Registry registry) {
        this.registry = registry;
    }

    @Nullable
    Entry find(ResourceKey key) {
        Entry own = upserts.get(key);
        return own != null || removals.contains(key) ? own : registry.find(key);
    }

    /// The resource as it will be stored, in place of `previous`.
    Entry put(Resource<?> given, @Nullable Entry previous) {
        long revision = registry.revision() + 1;
        Resource<?> complete = Documents.complete(given, previous == null ? null : previous.resource(), revision);
        Entry entry = Entry.of(complete, LocalStore.NAME, revision, previous);
        upserts.put(entry.key(), entry);
        removals.remove(entry.key());
        return entry;
    }

    void remove(ResourceKey key) {
        upserts.remove(key);
        removals.add(key);
    }

    boolean isEmpty() {
        return upserts.isEmpty() && removals.isEmpty();
    }

    List<Resource<?>> upserts() {
        List<Resource<?>> resources = new ArrayList<>();
        upserts.values().forEach(entry -> resources.add(entry.resource()));
        return resources;
    }

    Set<ResourceKey> removals() {
        return removals;
    }
}

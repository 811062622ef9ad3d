package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.source.DirectorySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes to the local store with optimistic concurrency: a resource version that is given must be the current one.
///
/// What the watched directory holds is changed there, so such a write is a conflict unless it changes nothing. A write
/// that changes nothing makes no revision. Blocking: returns when the disk has it. Thread-safe.
public final class ResourceWriter {

    private static final Logger LOGGER = Logger.getLogger(ResourceWriter.class);

    private final Registry registry;
    private final LocalStore store;

    /// @param dryRun whether to answer as if, and change nothing
    public record Mode(boolean mayCreate, boolean mayReplace, boolean dryRun) {}

    /// What a deletion asks for; null is any.
    public record Precondition(
            @Nullable String uid, @Nullable String resourceVersion) {}

    public ResourceWriter(Registry registry, LocalStore store) {
        this.registry = registry;
        this.store = store;
    }

    public WriteOutcome write(Resource<?> given, Mode mode) {
        return guarded(() -> registry.exclusively(() -> {
            Entry previous = registry.find(given.key());
            WriteOutcome obstacle = obstacle(given, previous, mode);
            if (obstacle != null) {
                return obstacle;
            }
            if (previous != null && Documents.isUnchanged(given, previous.resource())) {
                return new WriteOutcome.Written(previous, false, registry.revision());
            }
            if (isOfDirectory(previous)) {
                return keptInDirectory(previous);
            }
            return store(given, previous, mode);
        }));
    }

    public WriteOutcome delete(ResourceKey key, Precondition precondition, boolean dryRun) {
        return guarded(() -> registry.exclusively(() -> {
            Entry entry = registry.find(key);
            if (entry == null) {
                return new WriteOutcome.Absent();
            }
            WriteOutcome stale = stale(entry, precondition.uid(), precondition.resourceVersion());
            if (stale != null) {
                return stale;
            }
            if (key.kind() == Kind.NAMESPACE && BuiltInNamespaces.NAMES.contains(key.name())) {
                return new WriteOutcome.Forbidden("this namespace may not be deleted");
            }
            return remove(entry, dryRun);
        }));
    }

    private WriteOutcome store(Resource<?> given, @Nullable Entry previous, Mode mode) throws IOException {
        long revision = registry.revision() + 1;
        Resource<?> complete = Documents.complete(given, previous == null ? null : previous.resource(), revision);
        if (!mode.dryRun()) {
            store.put(complete);
        }
        Entry entry = new Entry(complete, LocalStore.NAME, revision);
        return new WriteOutcome.Written(entry, previous == null, registry.revision());
    }

    private WriteOutcome remove(Entry entry, boolean dryRun) throws IOException {
        List<Entry> doomed = new ArrayList<>(List.of(entry));
        if (entry.key().kind() == Kind.NAMESPACE) {
            registry.view().entries().values().stream()
                    .filter(other -> other.key().kind().namespaced()
                            && other.key().namespace().equals(entry.key().name()))
                    .forEach(doomed::add);
        }
        for (Entry each : doomed) {
            if (isOfDirectory(each)) {
                return keptInDirectory(each);
            }
        }
        if (!dryRun) {
            Set<ResourceKey> keys = new LinkedHashSet<>();
            doomed.forEach(each -> keys.add(each.key()));
            registry.reserveNext();
            store.delete(keys);
        }
        return new WriteOutcome.Deleted(doomed, registry.revision());
    }

    private static @Nullable WriteOutcome obstacle(Resource<?> given, @Nullable Entry previous, Mode mode) {
        if (previous == null) {
            return mode.mayCreate() ? null : new WriteOutcome.Absent();
        }
        if (!mode.mayReplace()) {
            return new WriteOutcome.Exists();
        }
        return stale(previous, given.metadata().uid(), given.metadata().resourceVersion());
    }

    private static @Nullable WriteOutcome stale(Entry entry, @Nullable String uid, @Nullable String version) {
        if (version != null && !version.isEmpty() && !version.equals(Long.toString(entry.revision()))) {
            return new WriteOutcome.Conflict(
                    "the object has been modified; please apply your changes to the latest version and try again"
                            + " (resourceVersion: %s, expected: %d)".formatted(version, entry.revision()));
        }
        String current = entry.resource().metadata().uid();
        if (uid != null && current != null && !Objects.equals(uid, current)) {
            return new WriteOutcome.Conflict(
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, current));
        }
        return null;
    }

    private static boolean isOfDirectory(@Nullable Entry entry) {
        return entry != null && entry.source().equals(DirectorySource.NAME);
    }

    private static WriteOutcome keptInDirectory(@Nullable Entry entry) {
        Objects.requireNonNull(entry);
        var source = entry.resource().source();
        return new WriteOutcome.Conflict("%s is kept in the watched directory; change it there (%s:%d)"
                .formatted(entry.key(), source.file(), source.line("metadata.name")));
    }

    private static WriteOutcome guarded(Registry.Work<WriteOutcome, IOException> work) {
        try {
            return work.run();
        } catch (IOException e) {
            LOGGER.errorf("event=store_write_failed reason=\"%s\"", e);
            return new WriteOutcome.Failed("the local store did not take it: " + e);
        }
    }
}

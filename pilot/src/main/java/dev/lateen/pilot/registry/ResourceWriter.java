package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.registry.WriteOutcome.Change;
import dev.lateen.pilot.registry.WriteOutcome.Effect;
import dev.lateen.pilot.registry.WriteOutcome.Refusal;
import dev.lateen.pilot.source.DirectorySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes to the local store with optimistic concurrency: a resource version that is given must be the current one.
///
/// A write of several resources is one revision: all of it or nothing, also after a crash. What the watched directory
/// holds is changed there, so such a write is a conflict unless it changes nothing. A write that changes nothing makes
/// no revision. Blocking: returns when the disk has it. Thread-safe.
public final class ResourceWriter {

    private static final Logger LOGGER = Logger.getLogger(ResourceWriter.class);

    private final Registry registry;
    private final LocalStore store;

    /// @param dryRun whether to answer as if, and change nothing
    public record Mode(boolean mayCreate, boolean mayReplace, boolean dryRun) {}

    /// What to delete, and what must hold of it; null is any.
    public record Deletion(
            ResourceKey key, @Nullable String uid, @Nullable String resourceVersion) {

        public static Deletion of(ResourceKey key) {
            return new Deletion(key, null, null);
        }
    }

    /// One step of a write: its effect, or why it cannot be.
    private sealed interface Step {
        record Taken(Effect effect) implements Step {}

        record Not(ResourceKey key, Refusal refusal) implements Step {}
    }

    @FunctionalInterface
    private interface Apply<T> {
        Step to(Draft draft, T each);
    }

    public ResourceWriter(Registry registry, LocalStore store) {
        this.registry = registry;
        this.store = store;
    }

    /// A resource that is given twice ends as it is given last.
    public WriteOutcome write(List<? extends Resource<?>> given, Mode mode) {
        return all(given, mode.dryRun(), (draft, resource) -> put(draft, resource, mode));
    }

    /// What is not there is no obstacle, but an effect that says so.
    public WriteOutcome delete(List<Deletion> deletions, boolean dryRun) {
        return all(deletions, dryRun, this::remove);
    }

    private <T> WriteOutcome all(List<? extends T> given, boolean dryRun, Apply<T> apply) {
        try {
            WriteOutcome outcome = registry.exclusively(() -> commit(given, dryRun, apply));
            store.force(); // outside of the lock, so that writers share it
            return outcome;
        } catch (IOException e) {
            LOGGER.errorf("event=store_write_failed reason=\"%s\"", e);
            return new WriteOutcome.Failed("the local store did not take it: " + e);
        }
    }

    private <T> WriteOutcome commit(List<? extends T> given, boolean dryRun, Apply<T> apply) throws IOException {
        Draft draft = new Draft(registry);
        List<Effect> effects = new ArrayList<>();
        for (T each : given) {
            switch (apply.to(draft, each)) {
                case Step.Taken(var effect) -> effects.add(effect);
                case Step.Not(var key, var refusal) -> {
                    return new WriteOutcome.Refused(key, refusal);
                }
            }
        }
        if (!dryRun && !draft.isEmpty()) {
            store.commit(registry.revision() + 1, draft.upserts(), draft.removals());
        }
        return new WriteOutcome.Done(effects, registry.revision());
    }

    private static Step put(Draft draft, Resource<?> given, Mode mode) {
        ResourceKey key = given.key();
        Entry previous = draft.find(key);
        Refusal obstacle = obstacle(given, previous, mode);
        if (obstacle != null) {
            return new Step.Not(key, obstacle);
        }
        if (previous == null) {
            return new Step.Taken(new Effect(key, draft.put(given, null), Change.CREATED));
        }
        if (Documents.isUnchanged(given, previous.resource())) {
            return new Step.Taken(new Effect(key, previous, Change.UNCHANGED));
        }
        if (isOfDirectory(previous)) {
            return new Step.Not(key, keptInDirectory(previous));
        }
        return new Step.Taken(new Effect(key, draft.put(given, previous), Change.CONFIGURED));
    }

    private Step remove(Draft draft, Deletion deletion) {
        ResourceKey key = deletion.key();
        Entry entry = draft.find(key);
        if (entry == null) {
            return new Step.Taken(new Effect(key, null, Change.ABSENT));
        }
        Refusal stale = stale(entry, deletion.uid(), deletion.resourceVersion());
        if (stale != null) {
            return new Step.Not(key, stale);
        }
        if (key.kind() == Kind.NAMESPACE && BuiltInNamespaces.NAMES.contains(key.name())) {
            return new Step.Not(key, new Refusal.Forbidden("this namespace may not be deleted"));
        }
        for (Entry each : withContent(entry)) {
            if (isOfDirectory(each)) {
                return new Step.Not(key, keptInDirectory(each));
            }
            draft.remove(each.key());
        }
        return new Step.Taken(new Effect(key, entry, Change.DELETED));
    }

    /// A namespace goes with everything in it.
    private List<Entry> withContent(Entry entry) {
        List<Entry> doomed = new ArrayList<>(List.of(entry));
        if (entry.key().kind() == Kind.NAMESPACE) {
            registry.view().entries().values().stream()
                    .filter(other -> other.key().kind().namespaced()
                            && other.key().namespace().equals(entry.key().name()))
                    .forEach(doomed::add);
        }
        return doomed;
    }

    private static @Nullable Refusal obstacle(Resource<?> given, @Nullable Entry previous, Mode mode) {
        if (previous == null) {
            return mode.mayCreate() ? null : new Refusal.Absent();
        }
        if (!mode.mayReplace()) {
            return new Refusal.Exists();
        }
        return stale(previous, given.metadata().uid(), given.metadata().resourceVersion());
    }

    private static @Nullable Refusal stale(Entry entry, @Nullable String uid, @Nullable String version) {
        if (version != null && !version.isEmpty() && !version.equals(Long.toString(entry.revision()))) {
            return new Refusal.Conflict(
                    "the object has been modified; please apply your changes to the latest version and try again"
                            + " (resourceVersion: %s, expected: %d)".formatted(version, entry.revision()));
        }
        String current = entry.resource().metadata().uid();
        if (uid != null && current != null && !Objects.equals(uid, current)) {
            return new Refusal.Conflict(
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, current));
        }
        return null;
    }

    private static boolean isOfDirectory(Entry entry) {
        return entry.source().equals(DirectorySource.NAME);
    }

    private static Refusal keptInDirectory(Entry entry) {
        var source = entry.resource().source();
        return new Refusal.Conflict("%s is kept in the watched directory; change it there (%s:%d)"
                .formatted(entry.key(), source.file(), source.line("metadata.name")));
    }
}

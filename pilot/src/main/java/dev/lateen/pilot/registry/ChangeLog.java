package dev.lateen.pilot.registry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last changes, so that a watch can continue where it broke off. Guarded by the registry's lock.
final class ChangeLog {

    static final int CAPACITY = 4096;

    private final Deque<ResourceChange> changes = new ArrayDeque<>();
    private long knownSince;

    void startAt(long revision) {
        knownSince = revision;
    }

    void add(Collection<ResourceChange> more) {
        changes.addAll(more);
        while (changes.size() > CAPACITY) {
            knownSince = changes.removeFirst().revision();
        }
    }

    /// Null when changes after `revision` are not all known, or when nobody has given out that revision.
    @Nullable
    List<ResourceChange> after(long revision, long current) {
        if (revision > current || revision < knownSince) {
            return null;
        }
        return changes.stream().filter(change -> change.revision() > revision).toList();
    }
}

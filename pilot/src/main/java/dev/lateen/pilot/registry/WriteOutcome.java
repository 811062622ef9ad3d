package dev.lateen.pilot.registry;

import dev.lateen.api.meta.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a write of one or several resources: all of it or nothing.
public sealed interface WriteOutcome {

    /// @param effects one for each resource that was given, in that order
    /// @param revision the mesh revision that has it; the current one when nothing changed
    record Done(List<Effect> effects, long revision) implements WriteOutcome {
        public Done {
            effects = List.copyOf(effects);
        }
    }

    /// Nothing changed.
    ///
    /// @param key of the first resource that stands in the way
    record Refused(ResourceKey key, Refusal refusal) implements WriteOutcome {}

    /// The disk did not take it.
    record Failed(String message) implements WriteOutcome {}

    /// @param entry the resource as it is now, or was before its deletion; null if it was not there
    record Effect(ResourceKey key, @Nullable Entry entry, Change change) {}

    enum Change {
        CREATED,
        CONFIGURED,
        UNCHANGED,
        DELETED,
        ABSENT
    }

    /// Why a write is refused.
    sealed interface Refusal {

        record Absent() implements Refusal {}

        record Exists() implements Refusal {}

        /// The write was based on something that does not hold (any more).
        record Conflict(String message) implements Refusal {}

        record Forbidden(String message) implements Refusal {}
    }
}

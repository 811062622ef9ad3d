package dev.lateen.pilot.registry;

import java.util.List;

/// What became of a write.
public sealed interface WriteOutcome {

    /// @param revision the mesh revision that has it; the current one when nothing changed
    record Written(Entry entry, boolean created, long revision) implements WriteOutcome {}

    record Deleted(List<Entry> entries, long revision) implements WriteOutcome {}

    record Absent() implements WriteOutcome {}

    record Exists() implements WriteOutcome {}

    /// The write was based on something that does not hold (any more).
    record Conflict(String message) implements WriteOutcome {}

    record Forbidden(String message) implements WriteOutcome {}

    /// The disk did not take it; nothing changed.
    record Failed(String message) implements WriteOutcome {}
}

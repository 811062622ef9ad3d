package dev.lateen.compiler;

import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.Snapshot;
import java.util.List;

/// What one proxy runs on, and what its user should know about it.
///
/// @param warnings what is not as its author may think: a missing subset, a host that somebody else owns, a refused
///     server. In a fixed order, each once
public record Compilation(Snapshot snapshot, List<Violation> warnings) {

    public Compilation {
        warnings = List.copyOf(warnings);
    }
}

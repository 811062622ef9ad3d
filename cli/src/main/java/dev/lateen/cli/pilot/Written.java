package dev.lateen.cli.pilot;

import java.util.List;

/// What became of a resource that pilot was told about.
///
/// @param warnings pilot's, in plain words
/// @param revision the mesh revision that has it
public record Written(Change change, List<String> warnings, long revision) {

    public Written {
        warnings = List.copyOf(warnings);
    }

    public enum Change {
        CREATED,
        CONFIGURED,
        UNCHANGED,
        DELETED,
        ABSENT
    }
}

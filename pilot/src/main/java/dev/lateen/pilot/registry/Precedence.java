package dev.lateen.pilot.registry;

import dev.lateen.pilot.source.DirectorySource;
import java.util.List;

/// Whose version of a resource counts when several sources hold it: the files under the user's version control win
/// over what was applied by hand, and that over what is there of itself.
public final class Precedence {

    public static final List<String> SOURCES = List.of(DirectorySource.NAME, LocalStore.NAME, BuiltInNamespaces.NAME);

    private Precedence() {}
}

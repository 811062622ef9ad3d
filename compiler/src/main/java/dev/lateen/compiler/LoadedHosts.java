package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.snapshot.OnDemand;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which of the hosts that a proxy may call are loaded: those that it has asked for by one of their names, and a
/// wildcard, which nobody can ask for; all of them for a proxy that never asks. Gathers on the way what there is to ask
/// for.
final class LoadedHosts {

    private final @Nullable Set<String> used;
    private final Set<String> known = new TreeSet<>();

    /// @param used null for everything
    LoadedHosts(@Nullable Set<String> used) {
        this.used = used;
    }

    /// @param names all that one host is known by
    boolean includes(Collection<String> names) {
        if (used == null || names.stream().anyMatch(Hostname::isWildcard)) {
            return true;
        }
        known.addAll(names);
        return names.stream().anyMatch(used::contains);
    }

    /// Null for a proxy that never asks.
    @Nullable
    OnDemand onDemand(String namespace) {
        var asked = used;
        return asked == null
                ? null
                : new OnDemand(
                        namespace,
                        known.stream().toList(),
                        known.stream().filter(asked::contains).toList());
    }
}

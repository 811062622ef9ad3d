package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.snapshot.OnDemand;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of the hosts that a proxy may call are loaded: those that it has asked for by one of their names, and a
/// wildcard, which nobody can ask for; all of them for a proxy that never asks. Gathers on the way what there is to ask
/// for.
final class LoadedHosts {

    private final @Nullable Set<String> used;
    private final boolean others;
    private final Set<String> known = new HashSet<>();

    private LoadedHosts(@Nullable Set<String> used, boolean others) {
        this.used = used;
        this.others = others;
    }

    /// @param used null for everything
    static LoadedHosts of(@Nullable Set<String> used) {
        return new LoadedHosts(used, true);
    }

    /// For a look at nothing else.
    static LoadedHosts only(Set<String> used) {
        return new LoadedHosts(used, false);
    }

    /// Whether the rules for what is not loaded are looked at, for their warnings.
    boolean looksAtOthers() {
        return others;
    }

    /// @param names all that one host is known by
    boolean includes(Collection<String> names) {
        if (used == null) {
            return true;
        }
        boolean included = false;
        for (var name : names) {
            if (Hostname.isWildcard(name)) {
                return true;
            }
            included |= used.contains(name);
        }
        known.addAll(names);
        return included;
    }

    /// Null for a proxy that never asks.
    @Nullable
    OnDemand onDemand(String namespace) {
        var asked = used;
        if (asked == null) {
            return null;
        }
        var sorted = known.stream().sorted().toList();
        return new OnDemand(
                namespace, sorted, sorted.stream().filter(asked::contains).toList());
    }
}

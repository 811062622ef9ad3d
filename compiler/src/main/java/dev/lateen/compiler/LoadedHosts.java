package dev.lateen.compiler;

import dev.lateen.snapshot.OnDemand;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of the hosts that a proxy may call are loaded: those that it has asked for by one of their names, and a
/// wildcard, which nobody can ask for; all of them for a proxy that never asks.
///
/// @param used null for everything
/// @param looksAtOthers whether the rules for what is not loaded are looked at, for their warnings
record LoadedHosts(@Nullable Set<String> used, boolean looksAtOthers) {

    Collection<MeshService> services(CallableHosts callable) {
        return used == null ? callable.services().values() : callable.services(used);
    }

    /// Of hosts that only VirtualServices have.
    Collection<String> unknown(HostOwners owners) {
        var all = owners.unknown().keySet();
        return used == null ? all : owners.unknown(used);
    }

    /// Null for a proxy that never asks.
    @Nullable
    OnDemand onDemand(CallableHosts callable, String namespace) {
        if (used == null) {
            return null;
        }
        var known = callable.known();
        return new OnDemand(
                namespace, known, used.stream().filter(known::contains).sorted().toList());
    }
}

package dev.lateen.proxy.config;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Secret;
import java.util.List;
import java.util.Set;

/// Where snapshots and secrets take effect, for instance an engine. Called by one thread at a time, which may block.
@FunctionalInterface
public interface SnapshotTarget {

    /// @throws SnapshotRejected when the snapshot cannot be put in force; the one before it then stays
    void apply(Snapshot snapshot) throws SnapshotRejected;

    /// The domains that requests have met since this was last asked: what is in use of the snapshot.
    default Set<String> calledDomains() {
        return Set.of();
    }

    /// Takes secrets before the snapshot that names them. Returns what is wrong with some of them; the others are in
    /// force.
    default List<String> update(List<Secret> secrets) {
        return List.of();
    }
}

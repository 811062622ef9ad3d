package dev.lateen.proxy.config;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.snapshot.Snapshot;

/// Where snapshots take effect, for instance `engine::apply`. Called by one thread at a time, which may block.
@FunctionalInterface
public interface SnapshotTarget {

    /// @throws SnapshotRejected when the snapshot cannot be put in force; the one before it then stays
    void apply(Snapshot snapshot) throws SnapshotRejected;
}

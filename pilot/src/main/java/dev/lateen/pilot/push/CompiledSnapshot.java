package dev.lateen.pilot.push;

import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.SnapshotJson;

/// A snapshot with its content hash.
record CompiledSnapshot(String id, Snapshot snapshot) {

    static CompiledSnapshot of(Snapshot snapshot) {
        return new CompiledSnapshot(SnapshotJson.id(snapshot), snapshot);
    }
}

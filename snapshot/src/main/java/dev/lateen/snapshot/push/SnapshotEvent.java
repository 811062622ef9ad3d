package dev.lateen.snapshot.push;

import dev.lateen.snapshot.Snapshot;

/// Data of `event: snapshot`: everything. The event's `id:` is [#id()], the content hash of the snapshot.
///
/// @param revision the user's revision that led to it; not part of the hash
public record SnapshotEvent(String id, String revision, Snapshot snapshot) {}

package dev.lateen.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where snapshots go.
///
/// @param target puts them in force
/// @param lastGoodFile keeps the latest one; null keeps none
public record SnapshotStore(SnapshotTarget target, @Nullable Path lastGoodFile) {}

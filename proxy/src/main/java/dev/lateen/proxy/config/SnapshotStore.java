package dev.lateen.proxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where snapshots go.
///
/// @param target puts them in force
/// @param lastGoodFile keeps the latest one; null keeps none
/// @param demand who asks for hosts that are not loaded; null for a proxy that wants everything at once
public record SnapshotStore(
        SnapshotTarget target,
        @Nullable Path lastGoodFile,
        @Nullable DemandClient demand) {}

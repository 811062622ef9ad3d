package dev.lateen.pilot.registry;

import dev.lateen.api.meta.ResourceKey;
import org.jspecify.annotations.Nullable;

/// What a revision did to one resource; `before` is null for a new one, `after` for a deleted one.
public record ResourceChange(
        long revision,
        ResourceKey key,
        @Nullable Entry before,
        @Nullable Entry after) {}

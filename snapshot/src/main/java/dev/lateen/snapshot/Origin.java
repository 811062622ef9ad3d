package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// Where a piece of a snapshot comes from in the user's YAML, so that any decision can name its source.
///
/// @param rule index of the rule (`spec.http[rule]`), -1 when the origin is the resource as a whole
/// @param match index in the rule's `match` list, -1 when the rule has none
/// @param file the file it was read from; null when it came through an API
/// @param line one-based line of the rule, 0 when unknown
public record Origin(
        String kind,
        String namespace,
        String name,
        int rule,
        int match,
        @Nullable String file,
        int line) {}

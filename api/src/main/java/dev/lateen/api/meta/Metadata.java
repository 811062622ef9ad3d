package dev.lateen.api.meta;

import dev.lateen.api.OrderedMaps;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of `metadata` that a mesh reads; the rest stays in [Resource#document()].
public record Metadata(
        String name,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Instant creationTimestamp,
        @Nullable String resourceVersion,
        long generation,
        @Nullable String uid) {

    public Metadata {
        labels = OrderedMaps.copyOf(labels);
        annotations = OrderedMaps.copyOf(annotations);
    }
}

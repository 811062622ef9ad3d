package dev.lateen.pilot.source;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A change of what one source holds. The whole update becomes one revision.
///
/// @param source [ResourceSource#name()]
/// @param reports findings by place (a file, say); they replace all earlier findings of that place, an empty list
///     clears them
public record SourceUpdate(
        String source, List<Resource<?>> upserts, Set<ResourceKey> removals, Map<String, List<Violation>> reports) {

    public SourceUpdate {
        upserts = List.copyOf(upserts);
        removals = Set.copyOf(removals);
        reports = Map.copyOf(reports);
    }

    /// An update without findings.
    public static SourceUpdate of(String source, List<Resource<?>> upserts, Set<ResourceKey> removals) {
        return new SourceUpdate(source, upserts, removals, Map.of());
    }

    public boolean changesResources() {
        return !upserts.isEmpty() || !removals.isEmpty();
    }
}

package dev.lateen.pilot.registry;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import java.util.List;
import java.util.Map;

/// Everything the mesh holds at one revision. Immutable.
///
/// @param entries in the order of kind, namespace and name
/// @param findings what the sources have to say: files that do not read, resources that another source hides
public record MeshView(long revision, Map<ResourceKey, Entry> entries, List<Violation> findings) {}

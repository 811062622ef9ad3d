package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;

/// A resource as the mesh sees it.
///
/// @param source the name of the source it comes from
/// @param revision when it last changed; its `resourceVersion`
public record Entry(Resource<?> resource, String source, long revision) {

    public ResourceKey key() {
        return resource.key();
    }
}

package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.status.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// A resource as the mesh sees it.
///
/// @param source the name of the source it comes from
/// @param revision when it last changed; its `resourceVersion`
/// @param generation grows when its spec changes
/// @param status null until there is something to say; of the version before, for a moment, after a change
/// @param statusRevision the mesh revision at the time when the status last changed
public record Entry(
        Resource<?> resource,
        String source,
        long revision,
        long generation,
        @Nullable ResourceStatus status,
        long statusRevision) {

    /// A version of a resource in place of `previous`, whose status it keeps for now.
    static Entry of(Resource<?> resource, String source, long revision, @Nullable Entry previous) {
        long given = Math.max(1, resource.metadata().generation());
        if (previous == null) {
            return new Entry(resource, source, revision, given, null, 0);
        }
        long next = previous.generation + (Documents.isSameSpec(resource, previous.resource) ? 0 : 1);
        return new Entry(resource, source, revision, Math.max(given, next), previous.status, previous.statusRevision);
    }

    public ResourceKey key() {
        return resource.key();
    }

    /// As it was when another revision came about.
    public Entry at(long newRevision) {
        return new Entry(resource, source, newRevision, generation, status, statusRevision);
    }

    Entry with(ResourceStatus newStatus, long meshRevision) {
        return new Entry(resource, source, revision, generation, newStatus, meshRevision);
    }
}

package dev.lateen.it;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.yaml.ResourceReader;
import java.util.LinkedHashSet;
import java.util.Set;

/// Resources that are in force until this is closed, so that the rows of a table do not meet each other's.
record Applied(Mesh mesh, Set<ResourceKey> keys) implements AutoCloseable {

    /// Returns when all proxies run on them.
    static Applied to(Mesh mesh, String yaml) {
        Set<ResourceKey> keys = new LinkedHashSet<>();
        ResourceReader.read("test.yaml", yaml, "default").resources().forEach(resource -> keys.add(resource.key()));
        Applied applied = new Applied(mesh, keys);
        try {
            mesh.apply(yaml);
        } catch (RuntimeException | Error e) {
            applied.close();
            throw e;
        }
        return applied;
    }

    @Override
    public void close() {
        long revision = 0;
        for (ResourceKey key : keys) {
            if (mesh.api().exists(key)) {
                revision = mesh.api().delete(key.kind().plural(), key.namespace(), key.name());
            }
        }
        if (revision > 0) {
            mesh.api().awaitRevision(revision);
        }
    }
}

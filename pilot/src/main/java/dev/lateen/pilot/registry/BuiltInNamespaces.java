package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.compiler.MeshState;
import dev.lateen.pilot.source.ResourceSource;
import dev.lateen.pilot.source.SourceUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The namespaces that every mesh has without being asked.
public final class BuiltInNamespaces implements ResourceSource {

    public static final String NAME = "built-in";
    public static final List<String> NAMES = List.of("default", MeshState.ROOT_NAMESPACE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Consumer<SourceUpdate> listener) {
        List<Resource<?>> namespaces = new ArrayList<>();
        for (String name : NAMES) {
            String yaml = "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name);
            namespaces.addAll(ResourceReader.read(null, yaml, "default").resources());
        }
        listener.accept(SourceUpdate.of(NAME, namespaces, Set.of()));
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

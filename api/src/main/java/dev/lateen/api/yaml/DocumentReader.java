package dev.lateen.api.yaml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Metadata;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.meta.SourceMap;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Validator;
import dev.lateen.api.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads one document: identifies it, binds its spec, validates it.
final class DocumentReader {

    private static final Set<String> TOP_LEVEL = Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private final @Nullable String file;
    private final String defaultNamespace;
    private final Problems problems;

    DocumentReader(@Nullable String file, String defaultNamespace) {
        this.file = file;
        this.defaultNamespace = defaultNamespace;
        this.problems = new Problems(file);
    }

    List<Violation> violations() {
        return problems.violations();
    }

    Optional<Resource<?>> read(Node root) {
        if (!(MergeKeys.expand(root) instanceof MappingNode mapping)) {
            problems.error(root, "", Scalars.describe(root) + " (expected: a resource with apiVersion and kind)");
            return Optional.empty();
        }
        Optional<Kind> kind = kind(mapping);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Metadata metadata = new MetadataReader(problems, defaultNamespace).read(mapping, kind.get());
        problems.identify(new ResourceKey(kind.get(), metadata.namespace(), metadata.name()));
        Documents documents = new Documents(problems);
        ObjectNode document = (ObjectNode) documents.json(mapping, "");
        SourceMap source = new SourceMap(file, documents.lines());
        if (kind.get().hasSpec()) {
            checkTopLevel(mapping);
        }
        return resource(mapping, kind.get(), metadata, document, source);
    }

    private Optional<Resource<?>> resource(
            MappingNode mapping, Kind kind, Metadata metadata, ObjectNode document, SourceMap source) {
        Record spec = spec(mapping, kind);
        ResourceKey key = new ResourceKey(kind, metadata.namespace(), metadata.name());
        String apiVersion = document.path("apiVersion").asText();
        Resource<?> resource = new Resource<>(key, apiVersion, metadata, spec, document, source);
        problems.addUnlessFollowing(Validator.validate(resource), source);
        return problems.hasErrors() ? Optional.empty() : Optional.of(resource);
    }

    private Record spec(MappingNode mapping, Kind kind) {
        RecordBinder binder = new RecordBinder(problems, kind.isPartial());
        if (!kind.hasSpec()) {
            return binder.bind(mapping, kind.specType(), "");
        }
        Node specNode = ListDocument.field(mapping, "spec").orElse(MetadataReader.EMPTY);
        return binder.bind(specNode, kind.specType(), "spec");
    }

    private Optional<Kind> kind(MappingNode mapping) {
        String apiVersion = text(mapping, "apiVersion", "networking.istio.io/v1");
        String name = text(mapping, "kind", "VirtualService");
        if (apiVersion.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(apiVersion, name);
        if (kind.isEmpty()) {
            String given = "\"" + apiVersion + "\" " + name;
            if (ForeignKinds.exists(apiVersion, name)) {
                problems.add(
                        Severity.WARNING,
                        Problems.line(mapping),
                        "kind",
                        given + " is not read by Lateen yet, the document is left out");
            } else {
                String hint = Suggestion.forName(name, ForeignKinds.names());
                problems.error(mapping, "kind", given + hint + " (expected: one of " + ForeignKinds.known() + ")");
            }
        }
        return kind;
    }

    private String text(MappingNode mapping, String field, String example) {
        Optional<Node> node = ListDocument.field(mapping, field);
        if (node.isEmpty()) {
            problems.error(mapping, field, "missing (expected: for instance " + example + ")");
            return "";
        }
        if (node.get() instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        problems.error(node.get(), field, Scalars.describe(node.get()) + " (expected: a string)");
        return "";
    }

    private void checkTopLevel(MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Scalars.key(tuple.getKeyNode());
            if (!TOP_LEVEL.contains(key)) {
                problems.error(tuple.getKeyNode(), key, "unknown field" + Suggestion.forName(key, TOP_LEVEL));
            }
        }
    }
}

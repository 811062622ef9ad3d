package dev.lateen.api.yaml;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Metadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads what a mesh needs of `metadata`; unknown fields there are somebody else's and no mistake.
final class MetadataReader {

    static final MappingNode EMPTY = new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);

    private static final Pattern GENERATION = Pattern.compile("\\d{1,18}");

    private final Problems problems;
    private final String defaultNamespace;

    MetadataReader(Problems problems, String defaultNamespace) {
        this.problems = problems;
        this.defaultNamespace = defaultNamespace;
    }

    Metadata read(MappingNode document, Kind kind) {
        Node node = ListDocument.field(document, "metadata").orElse(EMPTY);
        if (!(node instanceof MappingNode mapping)) {
            problems.error(node, "metadata", Scalars.describe(node) + " (expected: an object)");
            return new Metadata("", defaultNamespace, Map.of(), Map.of(), null, null, 0, null);
        }
        String name = text(mapping, "name").orElse("");
        if (name.isEmpty()) {
            problems.error(mapping == EMPTY ? document : mapping, "metadata.name", "missing (expected: a name)");
        }
        String namespace = kind.namespaced()
                ? text(mapping, "namespace").filter(text -> !text.isEmpty()).orElse(defaultNamespace)
                : "";
        return new Metadata(
                name,
                namespace,
                strings(mapping, "labels"),
                strings(mapping, "annotations"),
                created(mapping),
                text(mapping, "resourceVersion").orElse(null),
                generation(mapping),
                text(mapping, "uid").orElse(null));
    }

    private Optional<String> text(MappingNode mapping, String field) {
        Optional<Node> node = ListDocument.field(mapping, field).filter(value -> !Scalars.is(value, Tag.NULL));
        if (node.isPresent() && !(node.get() instanceof ScalarNode scalar && Scalars.is(scalar, Tag.STR))) {
            problems.error(node.get(), "metadata." + field, Scalars.describe(node.get()) + " (expected: a string)");
            return Optional.empty();
        }
        return node.map(Scalars::key);
    }

    private Map<String, String> strings(MappingNode mapping, String field) {
        Optional<Node> node = ListDocument.field(mapping, field).filter(value -> !Scalars.is(value, Tag.NULL));
        if (node.isEmpty()) {
            return Map.of();
        }
        if (!(node.get() instanceof MappingNode map)) {
            problems.error(node.get(), "metadata." + field, Scalars.describe(node.get()) + " (expected: a map)");
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = Scalars.key(tuple.getKeyNode());
            Node value = tuple.getValueNode();
            if (value instanceof ScalarNode scalar && Scalars.is(scalar, Tag.STR)) {
                values.put(key, scalar.getValue());
            } else {
                problems.error(
                        value,
                        "metadata." + field + "." + key,
                        Scalars.describe(value) + " (expected: a string; quote it)");
            }
        }
        return values;
    }

    private @Nullable Instant created(MappingNode mapping) {
        String text = text(mapping, "creationTimestamp").orElse("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            problems.error(
                    mapping,
                    "metadata.creationTimestamp",
                    "\"" + text + "\" (expected: a time such as 2026-01-31T12:00:00Z)");
            return null;
        }
    }

    private static long generation(MappingNode mapping) {
        return ListDocument.field(mapping, "generation")
                .map(Scalars::key)
                .filter(text -> GENERATION.matcher(text).matches())
                .map(Long::parseLong)
                .orElse(0L);
    }
}

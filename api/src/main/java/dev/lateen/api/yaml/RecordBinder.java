package dev.lateen.api.yaml;

import dev.lateen.api.networking.VirtualService;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Binds a YAML node to a record by the names of its components, the way proto3 JSON maps a message.
/// Notes every mistake and goes on; what could not be bound is as if it were absent.
final class RecordBinder {

    /// Snake-case spellings that Istio's CRDs accept beside the lowerCamelCase ones.
    private static final Map<String, String> ALIASES = Map.of("mirror_percent", "mirrorPercent", "jwks_uri", "jwksUri");

    private final Problems problems;
    private final boolean partial;

    /// @param partial whether fields that the record does not have are somebody else's and no mistake
    RecordBinder(Problems problems, boolean partial) {
        this.problems = problems;
        this.partial = partial;
    }

    <T> T bind(Node node, Class<T> type, String path) {
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = shape.absent();
        if (node instanceof MappingNode mapping) {
            Set<String> seen = new HashSet<>();
            for (NodeTuple tuple : mapping.getValue()) {
                bindField(tuple, shape, path, seen, values);
            }
            checkOneofs(mapping, type, path, seen);
        } else if (!Scalars.is(node, Tag.NULL)) {
            problems.error(node, path, Scalars.describe(node) + " (expected: an object)");
        }
        return type.cast(shape.create(values));
    }

    private void bindField(
            NodeTuple tuple, RecordShape shape, String path, Set<String> seen, @Nullable Object[] values) {
        String given = Scalars.key(tuple.getKeyNode());
        String name = ALIASES.getOrDefault(given, given);
        String at = path.isEmpty() ? given : path + "." + given;
        RecordShape.Component component = shape.components().get(name);
        if (component == null) {
            if (!partial) {
                String hint = Suggestion.forName(given, shape.components().keySet());
                problems.error(tuple.getKeyNode(), at, "unknown field" + hint);
            }
            return;
        }
        Node value = tuple.getValueNode();
        if (!seen.add(name)) {
            // The same spelling twice has been found already, see Documents.
            if (ALIASES.containsValue(name)) {
                problems.error(tuple.getKeyNode(), at, "given twice (expected: once)");
            }
            return;
        }
        if (Scalars.is(value, Tag.NULL)) {
            seen.remove(name);
            return;
        }
        Object bound = value(value, component.type(), at, component.declared());
        if (bound != null) {
            values[component.index()] = bound;
        }
    }

    private void checkOneofs(MappingNode node, Class<?> type, String path, Set<String> seen) {
        for (Set<String> oneof : Oneofs.of(type)) {
            List<String> given = oneof.stream().filter(seen::contains).sorted().toList();
            if (given.size() > 1) {
                List<String> all = oneof.stream().sorted().toList();
                problems.error(
                        node,
                        path,
                        String.join(" and ", given) + " (expected: only one of " + String.join(", ", all) + ")");
            }
        }
    }

    private @Nullable Object value(Node node, Type type, String path, RecordComponent component) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? list(node, generic.getActualTypeArguments()[0], path, component)
                    : map(node, generic.getActualTypeArguments()[1], path, component);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return bind(node, raw, path);
        }
        if (node instanceof ScalarNode scalar) {
            return Scalars.read(scalar, raw, path, component, problems);
        }
        problems.error(node, path, Scalars.describe(node, raw) + " (expected: " + Scalars.expected(raw) + ")");
        return null;
    }

    private @Nullable Object list(Node node, Type element, String path, RecordComponent component) {
        if (!(node instanceof SequenceNode sequence)) {
            problems.error(node, path, Scalars.describe(node) + " (expected: a list)");
            return null;
        }
        List<Object> values = new ArrayList<>();
        int index = 0;
        for (Node item : sequence.getValue()) {
            String at = path + "[" + index++ + "]";
            // An empty match matches everything, and Istio reads `- ` as one.
            if (Scalars.is(item, Tag.NULL) && element != VirtualService.HTTPMatchRequest.class) {
                nullValue(item, at);
                continue;
            }
            Object value = value(item, element, at, component);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private @Nullable Object map(Node node, Type element, String path, RecordComponent component) {
        if (!(node instanceof MappingNode mapping)) {
            problems.error(node, path, Scalars.describe(node, element) + " (expected: a map)");
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Scalars.key(tuple.getKeyNode());
            String at = path + "." + key;
            Node item = tuple.getValueNode();
            Object value = Scalars.is(item, Tag.NULL) ? nullValue(item, at) : value(item, element, at, component);
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
    }

    private @Nullable Object nullValue(Node item, String at) {
        problems.error(item, at, "null (expected: a value)");
        return null;
    }
}

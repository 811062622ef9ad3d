package dev.lateen.api.yaml;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// `<<: *defaults`, which YAML 1.2 has dropped and kubectl still reads: the keys of other mappings, where the mapping
/// has none of the same name. Earlier mappings win over later ones.
final class MergeKeys {

    private static final String KEY = "<<";

    private final Map<Node, Boolean> done = new IdentityHashMap<>();
    private int budget = ResourceReader.MAX_VALUES;
    private int depth;

    private MergeKeys() {}

    /// The same node, merged in place.
    ///
    /// @throws YamlLimitException when merging makes it too large or too deep
    static Node expand(Node root) {
        new MergeKeys().visit(root);
        return root;
    }

    private void visit(Node node) {
        if (node instanceof ScalarNode || done.putIfAbsent(node, true) != null) {
            return;
        }
        if (++depth > ResourceReader.MAX_DEPTH) {
            throw new YamlLimitException(
                    "nested deeper than " + ResourceReader.MAX_DEPTH + " levels once aliases are expanded",
                    Problems.line(node));
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::visit);
        } else if (node instanceof MappingNode mapping) {
            boolean merges = false;
            for (NodeTuple tuple : mapping.getValue()) {
                visit(tuple.getValueNode());
                merges |= isMerge(tuple);
            }
            if (merges) {
                merge(mapping);
            }
        }
        depth--;
    }

    private void merge(MappingNode mapping) {
        Map<String, NodeTuple> merged = new LinkedHashMap<>();
        List<NodeTuple> own = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!isMerge(tuple)) {
                own.add(tuple);
                continue;
            }
            for (Node source : sources(tuple.getValueNode())) {
                if (!(source instanceof MappingNode other)) {
                    own.add(tuple);
                    break;
                }
                for (NodeTuple each : other.getValue()) {
                    spend(mapping);
                    merged.putIfAbsent(Scalars.key(each.getKeyNode()), each);
                }
            }
        }
        own.forEach(tuple -> merged.remove(Scalars.key(tuple.getKeyNode())));
        own.addAll(merged.values());
        mapping.setValue(own);
    }

    private void spend(Node at) {
        if (--budget < 0) {
            throw new YamlLimitException("too many values once aliases are expanded", Problems.line(at));
        }
    }

    private static List<Node> sources(Node value) {
        return value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    }

    /// Only a bare `<<` merges; in quotes it is a key as any other.
    private static boolean isMerge(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().equals(KEY);
    }
}

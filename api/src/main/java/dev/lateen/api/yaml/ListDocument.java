package dev.lateen.api.yaml;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// `kind: List` and `kind: VirtualServiceList` hold several resources in their `items`.
final class ListDocument {

    private ListDocument() {}

    /// The items of a list, or the document itself.
    static List<Node> items(Node root) {
        Optional<Node> kind = field(root, "kind");
        Optional<Node> items = field(root, "items");
        if (kind.isPresent()
                && kind.get() instanceof ScalarNode name
                && name.getValue().endsWith("List")
                && items.isPresent()
                && items.get() instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        return List.of(root);
    }

    static Optional<Node> field(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (Scalars.key(tuple.getKeyNode()).equals(name)) {
                    return Optional.of(tuple.getValueNode());
                }
            }
        }
        return Optional.empty();
    }
}

package dev.lateen.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns a YAML node into the JSON document that it stands for, and notes the line of every path on the way.
final class Documents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Integer> lines;
    private int budget;

    /// @param lines filled with one-based lines by path
    /// @param budget nodes that the document may have once its aliases are expanded
    Documents(Map<String, Integer> lines, int budget) {
        this.lines = lines;
        this.budget = budget;
    }

    /// @throws YamlLimitException when the document grows beyond its budget
    JsonNode json(Node node, String path) {
        if (--budget < 0) {
            throw new YamlLimitException("too many values once aliases are expanded", Problems.line(node));
        }
        lines.putIfAbsent(path, Problems.line(node));
        return switch (node) {
            case MappingNode mapping -> object(mapping, path);
            case SequenceNode sequence -> array(sequence, path);
            case ScalarNode scalar -> scalar(scalar);
            default -> JSON.nullNode();
        };
    }

    private ObjectNode object(MappingNode mapping, String path) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Scalars.key(tuple.getKeyNode());
            String at = path.isEmpty() ? key : path + "." + key;
            lines.putIfAbsent(at, Problems.line(tuple.getKeyNode()));
            object.set(key, json(tuple.getValueNode(), at));
        }
        return object;
    }

    private ArrayNode array(SequenceNode sequence, String path) {
        ArrayNode array = JSON.arrayNode();
        int index = 0;
        for (Node item : sequence.getValue()) {
            array.add(json(item, path + "[" + index++ + "]"));
        }
        return array;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag == Tag.NULL) {
            return JSON.nullNode();
        }
        if (tag == Tag.BOOL) {
            return JSON.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
        }
        try {
            if (tag == Tag.INT && text.length() < 40) {
                BigInteger number = new BigInteger(text);
                return number.bitLength() < 64 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
            }
            if (tag == Tag.FLOAT && text.length() < 40) {
                return JSON.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException e) {
            // `.inf`, `0x10` and the like: JSON has no such numbers, the text is kept.
            return JSON.textNode(text);
        }
        return JSON.textNode(text);
    }
}

package dev.lateen.api.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
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

    private final Problems problems;
    private final Map<String, Integer> lines = new HashMap<>();
    private int budget = ResourceReader.MAX_VALUES;
    private int depth;

    Documents(Problems problems) {
        this.problems = problems;
    }

    /// One-based lines by path.
    Map<String, Integer> lines() {
        return lines;
    }

    /// @throws YamlLimitException when the resource grows beyond its budget once its aliases are expanded
    JsonNode json(Node node, String path) {
        lines.putIfAbsent(path, Problems.line(node));
        return value(node, path);
    }

    private JsonNode value(Node node, String path) {
        if (--budget < 0) {
            throw new YamlLimitException("too many values once aliases are expanded", Problems.line(node));
        }
        if (++depth > ResourceReader.MAX_DEPTH) {
            throw new YamlLimitException(
                    "nested deeper than " + ResourceReader.MAX_DEPTH + " levels once aliases are expanded",
                    Problems.line(node));
        }
        JsonNode json = switch (node) {
            case MappingNode mapping -> object(mapping, path);
            case SequenceNode sequence -> array(sequence, path);
            case ScalarNode scalar -> scalar(scalar);
            default -> JSON.nullNode();
        };
        depth--;
        return json;
    }

    private ObjectNode object(MappingNode mapping, String path) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Scalars.key(tuple.getKeyNode());
            String at = path.isEmpty() ? key : path + "." + key;
            lines.putIfAbsent(at, Problems.line(tuple.getKeyNode()));
            if (object.has(key)) {
                problems.error(tuple.getKeyNode(), at, "given twice (expected: once)");
            }
            object.set(key, value(tuple.getValueNode(), at));
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
        if (Scalars.is(scalar, Tag.NULL)) {
            return JSON.nullNode();
        }
        if (Scalars.is(scalar, Tag.BOOL) && Scalars.isBoolean(text)) {
            return JSON.booleanNode(text.equalsIgnoreCase("true"));
        }
        try {
            if (Scalars.is(scalar, Tag.INT) && text.length() < 40) {
                BigInteger number = new BigInteger(Scalars.decimal(text));
                return integer(number);
            }
            if (Scalars.is(scalar, Tag.FLOAT) && text.length() < 40) {
                BigDecimal number = new BigDecimal(text);
                // 1e999999999 is no number that anybody could print.
                return Math.abs((long) number.scale()) > 400 ? JSON.textNode(text) : JSON.numberNode(number);
            }
        } catch (NumberFormatException e) {
            // `.inf` and the like: JSON has no such numbers, the text is kept.
            return JSON.textNode(text);
        }
        return JSON.textNode(text);
    }

    /// The smallest node that holds it, as Jackson's own parser chooses, so that documents compare equal.
    private static JsonNode integer(BigInteger number) {
        if (number.bitLength() < 32) {
            return JSON.numberNode(number.intValue());
        }
        return number.bitLength() < 64 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }
}

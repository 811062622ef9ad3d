package dev.lateen.api.yaml;

import dev.lateen.api.kubernetes.IntOrString;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Scalars by proto3's JSON rules: enums by name, durations as text, numbers also as text.
final class Scalars {

    private static final int SHOWN = 80;

    private Scalars() {}

    static String key(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : describe(node);
    }

    /// The offending value, short enough for a line.
    static String describe(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag() == Tag.NULL -> "null";
            case ScalarNode scalar when scalar.getTag() == Tag.STR -> quoted(scalar.getValue());
            case ScalarNode scalar -> cut(scalar.getValue());
            case SequenceNode ignored -> "a list";
            case MappingNode ignored -> "an object";
            default -> "a value";
        };
    }

    static String quoted(String value) {
        return "\"" + cut(value) + "\"";
    }

    private static String cut(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }

    static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Duration.class) {
            return "a duration such as 5s, 0.5s or 1h";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        throw new IllegalStateException("unexpected type of a component: " + type);
    }

    static @Nullable Object read(
            ScalarNode node, Class<?> type, String path, RecordComponent component, Problems problems) {
        Object value = convert(node, type, component);
        if (value == null) {
            String hint = type == String.class ? "; quote it: \"" + cut(node.getValue()) + "\"" : "";
            problems.error(node, path, describe(node) + " (expected: " + expected(type) + hint + ")");
        }
        return value;
    }

    private static @Nullable Object convert(ScalarNode node, Class<?> type, RecordComponent component) {
        String text = node.getValue();
        if (type == String.class) {
            boolean number = node.getTag() == Tag.INT && component.isAnnotationPresent(IntOrString.class);
            return node.getTag() == Tag.STR || number ? text : null;
        }
        if (type == Boolean.class || type == boolean.class) {
            return node.getTag() == Tag.BOOL ? Boolean.valueOf(text) : null;
        }
        if (type == Duration.class) {
            return node.getTag() == Tag.STR || text.equals("0")
                    ? Durations.parse(text).orElse(null)
                    : null;
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(text))
                    .findFirst()
                    .orElse(null);
        }
        return number(text, type);
    }

    private static @Nullable Number number(String text, Class<?> type) {
        try {
            BigDecimal decimal = new BigDecimal(text);
            if (decimal.scale() < -20 || decimal.precision() > 40) {
                return null;
            }
            if (type == Integer.class || type == int.class) {
                return decimal.intValueExact();
            }
            if (type == Long.class || type == long.class) {
                return decimal.longValueExact();
            }
            return decimal.doubleValue();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }
}

package dev.lateen.api.yaml;

import dev.lateen.api.kubernetes.Confidential;
import dev.lateen.api.kubernetes.IntOrString;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
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

    /// An explicit `!!str` makes a tag of its own, equal but not the same.
    static boolean is(Node node, Tag tag) {
        return node.getTag().equals(tag);
    }

    static String key(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : describe(node);
    }

    /// The offending value, short enough for a line.
    static String describe(Node node) {
        return switch (node) {
            case ScalarNode scalar when is(scalar, Tag.NULL) -> "null";
            case ScalarNode scalar when is(scalar, Tag.STR) -> quoted(scalar.getValue());
            case ScalarNode scalar -> cut(scalar.getValue());
            case SequenceNode ignored -> "a list";
            case MappingNode ignored -> "an object";
            default -> "a value";
        };
    }

    /// As [#describe(Node)], unless a text of this type must not show.
    static String describe(Node node, Type type) {
        return type == Confidential.class && node instanceof ScalarNode ? Confidential.HIDDEN : describe(node);
    }

    static String quoted(String value) {
        return "\"" + cut(value) + "\"";
    }

    private static String cut(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }

    static String expected(Class<?> type) {
        if (type == String.class || type == Confidential.class) {
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
            problems.error(node, path, describe(node, type) + " (expected: " + expected(type) + hint + ")");
        }
        return value;
    }

    private static @Nullable Object convert(ScalarNode node, Class<?> type, RecordComponent component) {
        String text = node.getValue();
        if (type == String.class) {
            boolean number = is(node, Tag.INT) && component.isAnnotationPresent(IntOrString.class);
            if (is(node, Tag.STR)) {
                return text;
            }
            return number && !isAmbiguous(text) ? decimal(text) : null;
        }
        if (type == Confidential.class) {
            return is(node, Tag.STR) ? new Confidential(text) : null;
        }
        if (type == Boolean.class || type == boolean.class) {
            return (is(node, Tag.BOOL) && isBoolean(text)) ? Boolean.valueOf(text) : null;
        }
        if (type == Duration.class) {
            return is(node, Tag.STR) || text.equals("0") ? Durations.parse(text).orElse(null) : null;
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(text))
                    .findFirst()
                    .orElse(null);
        }
        return number(node, text, type);
    }

    static boolean isBoolean(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    /// YAML 1.2's `0x1F` and `0o17` in decimal; anything else as it is.
    static String decimal(String text) {
        boolean hex = text.startsWith("0x");
        if ((!hex && !text.startsWith("0o")) || text.length() > 20) {
            return text;
        }
        try {
            return new BigInteger(text.substring(2), hex ? 16 : 8).toString();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /// `010` is eight to some readers and ten to others.
    private static boolean isAmbiguous(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return digits.length() > 1 && digits.charAt(0) == '0' && Character.isDigit(digits.charAt(1));
    }

    private static @Nullable Number number(ScalarNode node, String text, Class<?> type) {
        if (text.length() > 40 || isAmbiguous(text) || is(node, Tag.BOOL)) {
            return null;
        }
        try {
            BigDecimal decimal = new BigDecimal(is(node, Tag.INT) ? decimal(text) : text);
            if (decimal.scale() < -20 || decimal.scale() > 400) {
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

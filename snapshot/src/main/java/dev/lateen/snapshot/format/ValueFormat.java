package dev.lateen.snapshot.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One of Envoy's format strings: text with `%%` for a percent sign and fields such as `%REQ(x-user?:authority):20%`.
public record ValueFormat(List<Segment> segments) {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    public ValueFormat {
        segments = List.copyOf(segments);
    }

    public sealed interface Segment {}

    public record Text(String text) implements Segment {}

    /// @param argument what stands in parentheses, empty without them
    /// @param limit how many bytes of the value are taken at most
    public record Field(Operator operator, String argument, int limit) implements Segment {}

    /// @throws IllegalArgumentException for a percent sign that begins nothing, an operator that is not an [Operator],
    ///     or an argument that it does not take
    public static ValueFormat parse(String text) {
        var segments = new ArrayList<Segment>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c != '%' || text.startsWith("%%", at)) {
                plain.append(c);
                at += c == '%' ? 2 : 1;
                continue;
            }
            int end = end(text, at);
            flush(plain, segments);
            segments.add(field(text.substring(at + 1, end)));
            at = end + 1;
        }
        flush(plain, segments);
        return new ValueFormat(segments);
    }

    /// The value, if it is the same for every request; null when there are fields.
    public @Nullable String literal() {
        return switch (segments.size()) {
            case 0 -> "";
            case 1 -> segments.getFirst() instanceof Text(var text) ? text : null;
            default -> null;
        };
    }

    private static void flush(StringBuilder plain, List<Segment> segments) {
        if (!plain.isEmpty()) {
            segments.add(new Text(plain.toString()));
            plain.setLength(0);
        }
    }

    /// Index of the percent sign that ends the field; those in parentheses belong to the argument.
    private static int end(String text, int start) {
        int name = start + 1;
        while (name < text.length() && isName(text.charAt(name))) {
            name++;
        }
        int from = name;
        if (text.startsWith("(", name)) {
            int close = text.indexOf(")%", name);
            int cut = text.indexOf("):", name);
            from = cut >= 0 && (close < 0 || cut < close) ? cut : close;
        }
        int end = from < 0 ? -1 : text.indexOf('%', from);
        if (name == start + 1 || end < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: %% for a percent sign, or a field such as %PROTOCOL%)");
        }
        return end;
    }

    private static Field field(String given) {
        int open = given.indexOf('(');
        int close = given.lastIndexOf(')');
        int colon = given.indexOf(':', Math.max(close, 0));
        int nameEnd = open >= 0 ? open : colon >= 0 ? colon : given.length();
        var operator = operator(given.substring(0, nameEnd));
        var argument = open >= 0 && close > open ? given.substring(open + 1, close) : "";
        boolean fits = switch (operator.argument()) {
            case NONE -> open < 0;
            case HEADER -> !argument.isEmpty();
            case TIME -> TimePattern.isValid(argument);
        };
        if (!fits) {
            throw new IllegalArgumentException("%" + given + "% (expected: "
                    + switch (operator.argument()) {
                        case NONE -> "no parentheses";
                        case HEADER -> "a header's name in parentheses";
                        case TIME -> TimePattern.EXPECTED;
                    }
                    + ")");
        }
        return new Field(operator, argument, colon < 0 ? NO_LIMIT : limit(given, colon + 1));
    }

    private static Operator operator(String name) {
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%" + name + "% (expected: one of "
                        + Arrays.stream(Operator.values()).map(Enum::name).collect(Collectors.joining(", ")) + ")"));
    }

    private static int limit(String given, int from) {
        try {
            return Integer.parseUnsignedInt(given, from, given.length(), 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%" + given + "% (expected: a length behind the colon)", e);
        }
    }

    private static boolean isName(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}

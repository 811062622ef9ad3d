package dev.lateen.httpbin;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import org.jspecify.annotations.Nullable;

/// Writes JSON the way httpbin's Python does: two spaces, `"key": value`, one element a line, ASCII only.
///
/// Maps are written in their own order, so callers decide where a key stands. Values are maps, lists,
/// strings, numbers, booleans and null.
final class JsonText {

    private static final String INDENT = "  ";
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(512);
    private final boolean pretty;

    private JsonText(boolean pretty) {
        this.pretty = pretty;
    }

    /// Indented, with a newline at the end.
    static String pretty(Object value) {
        JsonText text = new JsonText(true);
        text.value(value, 0);
        return text.out.append('\n').toString();
    }

    /// One line, without the newline.
    static String line(Object value) {
        JsonText text = new JsonText(false);
        text.value(value, 0);
        return text.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case String string -> string(string);
            case Number number -> out.append(number);
            case Boolean flag -> out.append(flag);
            case Map<?, ?> map -> object(map, depth);
            case List<?> list -> array(list, depth);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            lineBreak(depth + 1);
            string((String) entry.getKey());
            out.append(": ");
            value(entry.getValue(), depth + 1);
            if (entries.hasNext()) {
                out.append(pretty ? "," : ", ");
            }
        }
        lineBreak(depth);
        out.append('}');
    }

    private void array(SequencedCollection<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            lineBreak(depth + 1);
            value(elements.next(), depth + 1);
            if (elements.hasNext()) {
                out.append(pretty ? "," : ", ");
            }
        }
        lineBreak(depth);
        out.append(']');
    }

    private void lineBreak(int depth) {
        if (pretty) {
            out.append('\n').repeat(INDENT, depth);
        }
    }

    private void string(String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            character(string.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c >= ' ' && c < 0x7f) {
                    out.append(c);
                } else {
                    escape(c);
                }
            }
        }
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}

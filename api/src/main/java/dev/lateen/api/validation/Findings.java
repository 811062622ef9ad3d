package dev.lateen.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Collects what the rules find in one resource. Confined to one validation.
final class Findings {

    private static final int SHOWN = 80;
    private static final int LONGEST_LIST = 400;

    private final Resource<?> resource;
    private final List<Violation> found = new ArrayList<>();

    Findings(Resource<?> resource) {
        this.resource = resource;
    }

    List<Violation> all() {
        return List.copyOf(found);
    }

    void error(String path, String message) {
        found.add(Violation.error(resource, path, message));
    }

    void warning(String path, String message) {
        found.add(Violation.warning(resource, path, message));
    }

    /// `70000 (expected: 1..65535)`
    void bad(String path, Object value, String expected) {
        error(path, show(value) + " (expected: " + expected + ")");
    }

    /// `missing (expected: a port)`
    void missing(String path, String expected) {
        error(path, "missing (expected: " + expected + ")");
    }

    /// `route and redirect (expected: only one of them)`
    void exclusive(String path, String first, String second) {
        error(path, first + " and " + second + " (expected: only one of them)");
    }

    /// Whether the document has something at `path`, be it an empty list or map, which records do not tell from none.
    boolean isGiven(String path) {
        JsonNode at = resource.document();
        for (String step : path.split("[.\\[]", -1)) {
            at = step.endsWith("]") ? at.path(Integer.parseInt(step, 0, step.length() - 1, 10)) : at.path(step);
        }
        return !at.isMissingNode() && !at.isNull();
    }

    /// `empty (expected: at least one rule, or no such field)` when the document has an empty list or map there.
    void notEmpty(String path, boolean empty, String expected) {
        if (empty && isGiven(path)) {
            error(path, "empty (expected: at least one " + expected + ", or no such field)");
        }
    }

    /// A value as a user knows it: texts quoted and cut, the rest plain.
    static String show(Object value) {
        return value instanceof String text ? quote(text) : String.valueOf(value);
    }

    /// A list of choices, for the end of a message: `CONNECT, GET`. Long ones are cut.
    static String choices(Collection<?> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            if (text.length() > LONGEST_LIST) {
                return text.append(", …").toString();
            }
            text.append(text.isEmpty() ? "" : ", ").append(value);
        }
        return text.toString();
    }

    static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String quote(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int end = Math.min(text.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(end < text.length() ? "…\"" : "\"").toString();
    }
}

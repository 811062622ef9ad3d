package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteMatch.NamedMatch;
import dev.lateen.snapshot.StringMatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// On a header (`headers`, or `withoutHeaders` when inverted). Several values are joined with `,`, which is the
/// only case besides a regex that allocates.
final class HeaderCondition implements Condition {

    private static final byte[] EMPTY = {};

    private final NamedMatch condition;
    private final byte[] name;
    private final @Nullable RequestField field;
    private final ValueMatcher matcher;

    HeaderCondition(NamedMatch condition) {
        this.condition = condition;
        this.name = Ascii.lowerBytes(condition.name());
        this.field = RequestField.ofHeader(new String(name, StandardCharsets.UTF_8));
        this.matcher = ValueMatcher.of(condition.value(), false);
    }

    @Override
    public boolean holds(RequestHead head) {
        int index = field == null ? next(head, 0) : -1;
        long value = field == null ? valueAt(head, index) : field.range(head);
        if (value == RequestHead.ABSENT) {
            return absentHolds();
        }
        if (needsJoin(head, index)) {
            var joined = joined(head);
            return matcher.matches(joined, 0, joined.length) != condition.invert();
        }
        return matcher.matches(head.bytes(), RequestHead.start(value), RequestHead.end(value)) != condition.invert();
    }

    /// A missing header never matches; behind `withoutHeaders` it counts as the empty string, and presence is denied.
    private boolean absentHolds() {
        if (!condition.invert()) {
            return false;
        }
        return condition.value() instanceof StringMatch.Present || !matcher.matches(EMPTY, 0, 0);
    }

    private boolean needsJoin(RequestHead head, int index) {
        if (field == RequestField.PATH) {
            return head.query() != RequestHead.ABSENT;
        }
        return field == null && next(head, index + 1) >= 0;
    }

    /// Index of the next header with this name from `from` on, or -1.
    private int next(RequestHead head, int from) {
        var bytes = head.bytes();
        int count = head.headerCount();
        for (int i = from; i < count; i++) {
            long range = head.headerName(i);
            if (RequestHead.length(range) == name.length
                    && Ascii.equalsLowered(bytes, RequestHead.start(range), name)) {
                return i;
            }
        }
        return -1;
    }

    private static long valueAt(RequestHead head, int index) {
        return index < 0 ? RequestHead.ABSENT : head.headerValue(index);
    }

    private byte[] joined(RequestHead head) {
        var out = new ByteArrayOutputStream();
        if (field == RequestField.PATH) {
            // `:path` is the one place where the query belongs to the path.
            write(out, head, head.path());
            out.write('?');
            write(out, head, head.query());
            return out.toByteArray();
        }
        int first = next(head, 0);
        for (int i = first; i >= 0; i = next(head, i + 1)) {
            if (i != first) {
                out.write(',');
            }
            write(out, head, head.headerValue(i));
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, RequestHead head, long range) {
        out.write(head.bytes(), RequestHead.start(range), RequestHead.length(range));
    }

    @Override
    public String subject() {
        return "header " + condition.name();
    }

    @Override
    public String expected() {
        return ValueMatcher.expected(condition.value(), condition.invert());
    }

    @Override
    public @Nullable String actual(RequestHead head) {
        int index = field == null ? next(head, 0) : -1;
        long value = field == null ? valueAt(head, index) : field.range(head);
        if (value == RequestHead.ABSENT) {
            return null;
        }
        return needsJoin(head, index)
                ? new String(joined(head), StandardCharsets.UTF_8)
                : Ascii.text(head.bytes(), value);
    }
}

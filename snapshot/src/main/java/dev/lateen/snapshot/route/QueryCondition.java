package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteMatch.NamedMatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// On the first query parameter of a name, on the bytes as sent: nothing is percent-decoded, as in Envoy.
/// `?key` and `?key=` both have the empty string as value.
final class QueryCondition implements Condition {

    private final NamedMatch condition;
    private final byte[] name;
    private final ValueMatcher matcher;

    QueryCondition(NamedMatch condition) {
        this.condition = condition;
        this.name = condition.name().getBytes(StandardCharsets.UTF_8);
        this.matcher = ValueMatcher.of(condition.value(), false);
    }

    @Override
    public boolean holds(RequestHead head) {
        long value = find(head);
        if (value == RequestHead.ABSENT) {
            return condition.invert();
        }
        return matcher.matches(head.bytes(), RequestHead.start(value), RequestHead.end(value)) != condition.invert();
    }

    private long find(RequestHead head) {
        long query = head.query();
        if (query == RequestHead.ABSENT) {
            return RequestHead.ABSENT;
        }
        var bytes = head.bytes();
        int end = RequestHead.end(query);
        for (int from = RequestHead.start(query); from < end; ) {
            int to = indexOf(bytes, '&', from, end);
            int nameEnd = indexOf(bytes, '=', from, to);
            if (nameEnd - from == name.length && Arrays.equals(bytes, from, nameEnd, name, 0, name.length)) {
                return RequestHead.range(Math.min(nameEnd + 1, to), to);
            }
            from = to + 1;
        }
        return RequestHead.ABSENT;
    }

    /// Position of the byte, or `to` when it is not there.
    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    @Override
    public String subject() {
        return "query parameter " + condition.name();
    }

    @Override
    public String expected() {
        return ValueMatcher.expected(condition.value(), condition.invert());
    }

    @Override
    public @Nullable String actual(RequestHead head) {
        long value = find(head);
        return value == RequestHead.ABSENT ? null : Ascii.text(head.bytes(), value);
    }
}

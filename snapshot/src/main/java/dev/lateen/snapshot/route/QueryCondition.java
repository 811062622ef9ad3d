package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteMatch.NamedMatch;
import java.nio.charset.StandardCharsets;
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
        long value = QueryParameters.find(head, name);
        if (value == RequestHead.ABSENT) {
            return condition.invert();
        }
        return matcher.matches(head.bytes(), RequestHead.start(value), RequestHead.end(value)) != condition.invert();
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
        long value = QueryParameters.find(head, name);
        return value == RequestHead.ABSENT ? null : Ascii.text(head.bytes(), value);
    }
}

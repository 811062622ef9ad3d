package dev.lateen.snapshot.route;

import dev.lateen.snapshot.StringMatch;
import org.jspecify.annotations.Nullable;

/// On path, scheme, method or authority. A field that is not there meets no condition.
record FieldCondition(RequestField field, StringMatch match, boolean ignoreCase, ValueMatcher matcher)
        implements Condition {

    static FieldCondition of(RequestField field, StringMatch match, boolean ignoreCase) {
        return new FieldCondition(field, match, ignoreCase, ValueMatcher.of(match, ignoreCase));
    }

    @Override
    public boolean holds(RequestHead head) {
        long range = field.range(head);
        return range != RequestHead.ABSENT
                && matcher.matches(head.bytes(), RequestHead.start(range), RequestHead.end(range));
    }

    @Override
    public String subject() {
        return field.label();
    }

    @Override
    public String expected() {
        return ValueMatcher.describe(match, ignoreCase);
    }

    @Override
    public @Nullable String actual(RequestHead head) {
        long range = field.range(head);
        return range == RequestHead.ABSENT ? null : Ascii.text(head.bytes(), range);
    }
}

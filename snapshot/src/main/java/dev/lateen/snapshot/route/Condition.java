package dev.lateen.snapshot.route;

import org.jspecify.annotations.Nullable;

/// One condition of a route. Immutable, used by many threads.
sealed interface Condition permits FieldCondition, HeaderCondition, QueryCondition {

    boolean holds(RequestHead head);

    /// What the condition looks at, in the user's words: `header x-user`.
    String subject();

    String expected();

    /// What it found; null when there is nothing.
    @Nullable
    String actual(RequestHead head);
}

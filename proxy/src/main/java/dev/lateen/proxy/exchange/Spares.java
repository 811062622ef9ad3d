package dev.lateen.proxy.exchange;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Large parts of finished exchanges that wait for the next one of their event loop. Whoever keeps one here has no more
/// use for it, and whoever takes it makes it forget what it was.
final class Spares<T> {

    private static final int KEPT = 256;

    private final ArrayDeque<T> free = new ArrayDeque<>();

    /// The one that is most likely still in the processor's cache; null when there is none.
    @Nullable
    T take() {
        return free.pollLast();
    }

    void keep(T used) {
        if (free.size() < KEPT) {
            free.addLast(used);
        }
    }

    void clear() {
        free.clear();
    }
}

package dev.lateen.pilot.ramp;

import dev.lateen.api.meta.ResourceKey;
import java.util.HashMap;
import java.util.Map;

/// Leaves alone what has failed, for twice as many turns after each failure. Belongs to one thread.
final class Backoff {

    private static final int MOST_TURNS = 8;

    private final Map<ResourceKey, Pause> pauses = new HashMap<>();

    private record Pause(int turns, int left) {}

    /// Whether it is the resource's turn; asked for once in each.
    boolean isDue(ResourceKey key) {
        Pause pause = pauses.get(key);
        if (pause == null || pause.left == 0) {
            return true;
        }
        pauses.put(key, new Pause(pause.turns, pause.left - 1));
        return false;
    }

    void failed(ResourceKey key) {
        Pause last = pauses.get(key);
        int turns = last == null ? 1 : Math.min(2 * last.turns, MOST_TURNS);
        pauses.put(key, new Pause(turns, turns));
    }

    void succeeded(ResourceKey key) {
        pauses.remove(key);
    }
}

package dev.lateen.proxy.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives every series of the process a small number, up to a hard cap; beyond it everything is counted in one of four
/// overflow series (numbers 0 and 1: requests reported as source and as destination; 2 and 3: connections).
/// Thread-safe; event loops come here only
/// for a series that is new to them.
final class SeriesTable {

    static final int OVERFLOW_SOURCE = 0;
    static final int OVERFLOW_DESTINATION = 1;
    static final int OVERFLOW_TCP = 2;
    static final int FIRST = 4;

    private final int cap;
    private final Map<SeriesKey, Integer> numbers = new HashMap<>();
    private final List<SeriesKey> keys = new ArrayList<>();

    SeriesTable(int cap) {
        this.cap = cap;
    }

    synchronized int intern(SeriesKey key) {
        var known = numbers.get(key);
        if (known != null) {
            return known;
        }
        if (keys.size() >= cap) {
            return (key.tcp() ? OVERFLOW_TCP : 0) + (key.inbound() ? OVERFLOW_DESTINATION : OVERFLOW_SOURCE);
        }
        keys.add(key);
        int number = FIRST + keys.size() - 1;
        numbers.put(key, number);
        return number;
    }

    synchronized List<SeriesKey> keys() {
        return List.copyOf(keys);
    }

    int cap() {
        return cap;
    }
}

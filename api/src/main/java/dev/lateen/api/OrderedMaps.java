package dev.lateen.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Immutable maps that keep the order of the document, so that messages and compiled rules come out the same each
/// time; `Map.copyOf` shuffles.
public final class OrderedMaps {

    private OrderedMaps() {}

    public static <V> Map<String, V> copyOf(Map<String, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

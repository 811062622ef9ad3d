package dev.lateen.snapshot.push;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// What changed between two lists of named values.
record Difference<T>(List<T> upserts, List<String> removed) {

    static <T> Difference<T> none() {
        return new Difference<>(List.of(), List.of());
    }

    static <T> Difference<T> of(List<T> base, List<T> next, Function<T, String> name) {
        var before = byName(base, name);
        var after = byName(next, name);
        var upserts = new ArrayList<T>();
        after.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                upserts.add(value);
            }
        });
        var removed =
                before.keySet().stream().filter(key -> !after.containsKey(key)).toList();
        return new Difference<>(upserts, removed);
    }

    static <T> List<T> apply(List<T> base, List<T> upserts, List<String> removed, Function<T, String> name) {
        if (upserts.isEmpty() && removed.isEmpty()) {
            return sorted(base, name);
        }
        var values = byName(base, name);
        values.keySet().removeAll(new HashSet<>(removed));
        values.putAll(byName(upserts, name));
        return List.copyOf(values.values());
    }

    static <T> List<T> sorted(List<T> values, Function<T, String> name) {
        return values.stream().sorted(Comparator.comparing(name)).toList();
    }

    private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
        var named = new TreeMap<String, T>();
        for (var value : values) {
            if (named.put(name.apply(value), value) != null) {
                throw new IllegalArgumentException(
                        "name: " + name.apply(value) + " (expected: unique within its list of the snapshot)");
            }
        }
        return named;
    }
}

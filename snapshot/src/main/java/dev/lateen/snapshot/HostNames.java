package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names of hosts, sorted, each once. A mesh has thousands of them, and the same ones for long: snapshots that follow
/// each other share one object, whose hash is worked out once. Immutable, any thread.
public final class HostNames {

    public static final HostNames NONE = new HostNames(List.of());

    private final List<String> list;
    private volatile @Nullable String hash;

    private HostNames(List<String> list) {
        this.list = list;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static HostNames of(Collection<String> names) {
        return new HostNames(names.stream().distinct().sorted().toList());
    }

    @JsonValue
    public List<String> list() {
        return list;
    }

    public boolean contains(String name) {
        return Collections.binarySearch(list, name) >= 0;
    }

    /// The [ContentHash] of the names, a line each.
    public String hash() {
        var known = hash;
        if (known == null) {
            var digest = ContentHash.begin();
            digest.update(String.join("\n", list).getBytes(StandardCharsets.UTF_8));
            known = ContentHash.end(digest);
            hash = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof HostNames names && list.equals(names.list));
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}

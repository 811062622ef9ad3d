package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.HashPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of a cluster that was made last: it takes long enough that one is made only when the endpoints change.
final class HashTables {

    private @Nullable HashTable last;
    private HashPolicy.@Nullable Table kind;
    private int size;
    private List<HashTable.Entry> entries = List.of();

    synchronized HashTable of(HashPolicy policy, List<HashTable.Entry> wanted) {
        var known = last;
        if (known != null && kind == policy.table() && size == policy.size() && entries.equals(wanted)) {
            return known;
        }
        var made = HashTable.of(policy, wanted);
        last = made;
        kind = policy.table();
        size = policy.size();
        entries = wanted;
        return made;
    }
}

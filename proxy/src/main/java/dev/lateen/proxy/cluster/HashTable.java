package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.HashPolicy;
import java.util.List;

/// Which endpoint a key belongs to. Made for all endpoints of a cluster, whoever is ejected: those that are passed over
/// lose their keys to others, and nobody else's move. Immutable; a choice allocates nothing.
sealed interface HashTable permits HashRing, Maglev {

    /// One endpoint.
    ///
    /// @param name that stays the same while the endpoint does
    record Entry(String name, int weight) {}

    /// Those that are usable now: at least one.
    interface Choice {

        boolean contains(int index);

        /// Some one of them, the same for the same hash.
        int any(long hash);
    }

    /// Index of the endpoint for a key, of those in the choice.
    int pick(long hash, Choice choice);

    static HashTable of(HashPolicy policy, List<Entry> entries) {
        return switch (policy.table()) {
            case RING -> new HashRing(entries, policy.size());
            case MAGLEV -> new Maglev(entries, policy.size());
        };
    }
}

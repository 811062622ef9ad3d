package dev.lateen.proxy.cluster;

import java.util.Arrays;
import java.util.List;

/// A table of places that endpoints take in turn, each by an order of its own (Maglev, NSDI 2016, section 3.4): more
/// even than a ring. When an endpoint comes or goes, a few keys of others move too.
final class Maglev implements HashTable {

    private static final int TRIES = 64;

    private final int[] places;

    Maglev(List<Entry> entries, int size) {
        places = new int[size];
        Arrays.fill(places, -1);
        if (!entries.isEmpty()) {
            fill(entries);
        }
    }

    private void fill(List<Entry> entries) {
        int count = entries.size();
        int size = places.length;
        var next = new int[count];
        var skip = new int[count];
        var turns = new double[count];
        int heaviest = entries.stream().mapToInt(Entry::weight).max().orElse(1);
        for (int i = 0; i < count; i++) {
            long hash = Hash.of(entries.get(i).name());
            next[i] = (int) Long.remainderUnsigned(hash, size);
            skip[i] = size == 1 ? 1 : (int) Long.remainderUnsigned(Hash.stir(hash + 1), size - 1) + 1;
        }
        for (int taken = 0; ; ) {
            for (int i = 0; i < count; i++) {
                turns[i] += (double) entries.get(i).weight() / heaviest;
                if (turns[i] < 1) {
                    continue;
                }
                turns[i] -= 1;
                while (places[next[i]] >= 0) {
                    next[i] = (int) (((long) next[i] + skip[i]) % size);
                }
                places[next[i]] = i;
                if (++taken == size) {
                    return;
                }
            }
        }
    }

    @Override
    public int pick(long hash, Choice choice) {
        long key = hash;
        for (int i = 0; i < TRIES; i++) {
            int owner = places[(int) Long.remainderUnsigned(key, places.length)];
            if (choice.contains(owner)) {
                return owner;
            }
            key = Hash.stir(key + i + 1);
        }
        return choice.any(key);
    }
}

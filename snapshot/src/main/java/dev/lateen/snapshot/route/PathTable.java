package dev.lateen.snapshot.route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Paths of virtual hosts to the first route that has each of them. Open addressing with linear probing, at most half
/// full; all of it in two arrays, so that a look-up meets two cold cache lines and not one for each object. Does not
/// allocate.
///
/// The host is in the hash alone: all steps are invertible, so that equal bytes have the same hash only behind the same
/// beginning.
final class PathTable {

    /// No route: larger than the number of any.
    static final int NONE = Integer.MAX_VALUE;

    /// Numbers of a slot: the hash, where the path begins and how long it is, the route or [#FREE].
    private static final int SLOT = 4;

    private static final int FREE = -1;

    /// Odd, so that each number has a beginning of its own.
    private static final int SPREAD = 0x9E3779B9;

    /// Where a route is found.
    ///
    /// @param host number of the virtual host
    record Place(int host, String path) {}

    private final int[] slots;
    private final byte[] paths;
    private final int mask;

    PathTable(Map<Place, Integer> routes) {
        int count = Math.max(2, Integer.highestOneBit(Math.max(1, routes.size())) * 4);
        slots = new int[count * SLOT];
        Arrays.fill(slots, FREE);
        mask = count - 1;
        var bytes = new ByteArrayOutputStream();
        routes.forEach((place, route) -> put(place, route, bytes));
        paths = bytes.toByteArray();
    }

    private void put(Place place, int route, ByteArrayOutputStream before) {
        var path = place.path.getBytes(StandardCharsets.UTF_8);
        int hash = hash(place.host, path);
        int slot = slot(hash);
        while (slots[slot + 3] != FREE) {
            slot = next(slot);
        }
        slots[slot] = hash;
        slots[slot + 1] = before.size();
        slots[slot + 2] = path.length;
        slots[slot + 3] = route;
        before.writeBytes(path);
    }

    /// The route that a range of bytes leads to, or [#NONE].
    ///
    /// @param hash of the range, by [#begin] and [#step]
    int get(int hash, byte[] buf, int from, int to) {
        for (int slot = slot(hash); slots[slot + 3] != FREE; slot = next(slot)) {
            int start = slots[slot + 1];
            if (slots[slot] == hash && Arrays.equals(buf, from, to, paths, start, start + slots[slot + 2])) {
                return slots[slot + 3];
            }
        }
        return NONE;
    }

    /// The hash of nothing yet.
    static int begin(int host) {
        return host * SPREAD;
    }

    /// The hash of a range of which `hash` is that of all but the last byte.
    static int step(int hash, byte last) {
        return 31 * hash + last;
    }

    private static int hash(int host, byte[] path) {
        int hash = begin(host);
        for (byte each : path) {
            hash = step(hash, each);
        }
        return hash;
    }

    private int slot(int hash) {
        return ((hash ^ (hash >>> 16)) & mask) * SLOT;
    }

    private int next(int slot) {
        return (slot + SLOT) & (slots.length - 1);
    }
}

package dev.lateen.snapshot.route;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Gives the same caller the same destination, in every proxy and without a table: each destination has a line from 0
/// to 1 on which a hash gives the caller a place, weights stretch the lines, and the farthest place wins (weighted
/// rendezvous hashing).
///
/// The shares are those of the weights. When the weight of one destination grows against another's, callers move only
/// from the other to the one, and as many as the change of the shares asks for; when it shrinks, those who came last
/// leave first. Immutable, allocates nothing.
public final class StickyChoice {

    private static final long PRIME = 0x100000001b3L;
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final double UNIT = 0x1.0p-53;

    private final long[] names;

    private StickyChoice(long[] names) {
        this.names = names;
    }

    /// @param destinations names that are the same in all proxies; their order does not matter
    public static StickyChoice of(List<String> destinations) {
        return new StickyChoice(
                destinations.stream().mapToLong(StickyChoice::hash).toArray());
    }

    /// Index of a destination; one with weight 0 is never it.
    ///
    /// @param weights 0 or more, at least one above
    public int destination(long caller, int[] weights) {
        int chosen = -1;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < names.length; i++) {
            if (weights[i] > 0) {
                double place = StrictMath.log(place(caller, names[i])) / weights[i];
                if (chosen < 0 || place > best) {
                    chosen = i;
                    best = place;
                }
            }
        }
        if (chosen < 0) {
            throw new IllegalArgumentException("no destination has a weight");
        }
        return chosen;
    }

    /// What a caller is known by, as a number.
    public static long hash(byte[] bytes, int from, int to) {
        long hash = OFFSET;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
        }
        return mix(hash);
    }

    public static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hash(bytes, 0, bytes.length);
    }

    /// Between 0 and 1, both excluded.
    private static double place(long caller, long name) {
        return ((mix(caller ^ name) >>> 11) + 0.5) * UNIT;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}

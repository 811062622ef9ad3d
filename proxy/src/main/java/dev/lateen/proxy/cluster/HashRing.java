package dev.lateen.proxy.cluster;

import java.util.Arrays;
import java.util.List;

/// Points on a ring, many for each endpoint; a key belongs to the endpoint of the next point. How many points an
/// endpoint has does not depend on how many endpoints there are, so that only the keys of one that goes move, and only
/// keys to one that comes.
final class HashRing implements HashTable {

    /// For each endpoint at least: its share of the keys is within a fifth of what it should be then.
    static final int POINTS = 256;

    /// Of all endpoints together at most.
    private static final int MAX_POINTS = 1 << 20;

    private static final int SMALLEST_RING = 4;
    private static final long STEP = 0x9e3779b97f4a7c15L;

    /// In unsigned order.
    private final int[] points;

    private final int[] owners;

    /// For each value of the highest bits of a key, the first point that is not below it.
    private final int[] starts;

    private final int shift;

    HashRing(List<Entry> entries, int size) {
        int each = pointsOfEach(entries.size(), size);
        int heaviest = entries.stream().mapToInt(Entry::weight).max().orElse(1);
        int[] counts = entries.stream()
                .mapToInt(entry -> (int) Math.max(1, (long) each * entry.weight() / heaviest))
                .toArray();
        var sorted = sorted(entries, counts);
        points = new int[sorted.length];
        owners = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            points[i] = (int) (sorted[i] >>> 32) ^ Integer.MIN_VALUE;
            owners[i] = (int) sorted[i];
        }
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(points.length));
        shift = 32 - bits;
        starts = starts(bits);
    }

    private static int pointsOfEach(int entries, int size) {
        int each = Math.max(POINTS, size / SMALLEST_RING);
        while (each > 1 && (long) each * entries > MAX_POINTS) {
            each /= 2;
        }
        return each;
    }

    /// Positions in the high half, flipped so that signed order is the unsigned one; owners in the low half.
    private static long[] sorted(List<Entry> entries, int[] counts) {
        var all = new long[Arrays.stream(counts).sum()];
        int next = 0;
        for (int owner = 0; owner < counts.length; owner++) {
            long seed = Hash.of(entries.get(owner).name());
            for (int i = 0; i < counts[owner]; i++) {
                int position = (int) (Hash.stir(seed + i * STEP) >>> 32);
                all[next++] = (long) (position ^ Integer.MIN_VALUE) << 32 | owner;
            }
        }
        Arrays.sort(all);
        return all;
    }

    private int[] starts(int bits) {
        var first = new int[1 << bits];
        int point = 0;
        for (int bucket = 0; bucket < first.length; bucket++) {
            while (point < points.length && points[point] >>> shift < bucket) {
                point++;
            }
            first[bucket] = point;
        }
        return first;
    }

    @Override
    public int pick(long hash, Choice choice) {
        int key = (int) (hash >>> 32);
        int at = starts[key >>> shift];
        while (at < points.length && Integer.compareUnsigned(points[at], key) < 0) {
            at++;
        }
        for (int i = 0; i < points.length; i++) {
            int owner = owners[at + i < points.length ? at + i : at + i - points.length];
            if (choice.contains(owner)) {
                return owner;
            }
        }
        return choice.any(hash);
    }
}

package dev.lateen.snapshot.route;

import java.util.Arrays;

/// The order in which requests go to weighted destinations: one slot per request, evenly interleaved.
/// A whole schedule splits exactly, and in every prefix each destination is less than one request away from its
/// ideal share.
///
/// Each destination's i-th slot has a window, from where its share passes i to where it passes i + 1; the slot
/// goes to the open window that closes first (proportional fair scheduling on one processor, which always fits).
/// Immutable.
public final class SplitSchedule {

    public static final int MAX_SLOTS = 10_000;

    private final char[] slots;

    private SplitSchedule(char[] slots) {
        this.slots = slots;
    }

    /// Sum divided by greatest common divisor gives the length; beyond [#MAX_SLOTS] the nearest ratio is taken that
    /// still gives each destination with a weight one slot. A destination with weight 0 gets none.
    public static SplitSchedule of(int... weights) {
        long sum = 0;
        long divisor = 0;
        for (int weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: 0 or more)");
            }
            sum += weight;
            divisor = gcd(divisor, weight);
        }
        if (sum == 0) {
            throw new IllegalArgumentException(
                    "weights: " + Arrays.toString(weights) + " (expected: at least one above 0)");
        }
        var shares = new int[weights.length];
        if (sum / divisor <= MAX_SLOTS) {
            for (int i = 0; i < weights.length; i++) {
                shares[i] = (int) (weights[i] / divisor);
            }
        } else {
            shares = nearest(weights, sum);
        }
        return new SplitSchedule(interleave(shares));
    }

    public int length() {
        return slots.length;
    }

    /// Index of the destination that the slot goes to.
    ///
    /// @param slot from 0 to [#length()], exclusive: a counter modulo the length
    public int destination(int slot) {
        return slots[slot];
    }

    /// Largest remainders, but nobody with a weight falls to zero: those are paid for by the largest share.
    private static int[] nearest(int[] weights, long sum) {
        if (weights.length > MAX_SLOTS) {
            throw new IllegalArgumentException(
                    "weights: " + weights.length + " destinations (expected: at most " + MAX_SLOTS + ")");
        }
        var shares = new int[weights.length];
        var remainders = new long[weights.length];
        int left = MAX_SLOTS;
        for (int i = 0; i < weights.length; i++) {
            long scaled = (long) weights[i] * MAX_SLOTS;
            shares[i] = (int) (scaled / sum);
            remainders[i] = scaled % sum;
            if (shares[i] == 0 && weights[i] > 0) {
                shares[i] = 1;
                remainders[i] = 0;
            }
            left -= shares[i];
        }
        for (; left > 0; left--) {
            int largest = indexOfLargest(remainders);
            shares[largest]++;
            remainders[largest] = 0;
        }
        for (; left < 0; left++) {
            shares[indexOfLargest(shares)]--;
        }
        return reduced(shares);
    }

    private static int[] reduced(int[] shares) {
        long divisor = 0;
        for (int share : shares) {
            divisor = gcd(divisor, share);
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (int) (shares[i] / divisor);
        }
        return shares;
    }

    private static int indexOfLargest(long[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    private static int indexOfLargest(int[] values) {
        return indexOfLargest(Arrays.stream(values).asLongStream().toArray());
    }

    private static char[] interleave(int[] shares) {
        int length = Arrays.stream(shares).sum();
        var slots = new char[length];
        var given = new int[shares.length];
        for (int slot = 0; slot < length; slot++) {
            int chosen = -1;
            for (int i = 0; i < shares.length; i++) {
                boolean isOpen = given[i] < shares[i] && (long) given[i] * length / shares[i] <= slot;
                if (isOpen && (chosen < 0 || closesBefore(given, shares, i, chosen))) {
                    chosen = i;
                }
            }
            slots[slot] = (char) chosen;
            given[chosen]++;
        }
        return slots;
    }

    /// Whether (given + 1) / share of `i` is below that of `other`.
    private static boolean closesBefore(int[] given, int[] shares, int i, int other) {
        return (given[i] + 1L) * shares[other] < (given[other] + 1L) * shares[i];
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

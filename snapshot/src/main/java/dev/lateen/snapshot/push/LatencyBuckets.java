package dev.lateen.snapshot.push;

/// How latencies are counted for a quantile: eight buckets for each doubling, so that none is wider than an eighth of
/// what it holds. The last one takes everything beyond about 18 minutes.
public final class LatencyBuckets {

    public static final int COUNT = 176;

    /// The first bucket is 2^16 ns wide, about 66 microseconds.
    private static final int UNIT_BITS = 16;
    private static final int PER_DOUBLING_BITS = 3;
    private static final int PER_DOUBLING = 1 << PER_DOUBLING_BITS;

    private LatencyBuckets() {}

    public static int of(long nanos) {
        long units = Math.max(0, nanos) >>> UNIT_BITS;
        if (units < PER_DOUBLING) {
            return (int) units;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - PER_DOUBLING_BITS;
        int bucket = (shift + 1) * PER_DOUBLING + (int) (units >>> shift) - PER_DOUBLING;
        return Math.min(bucket, COUNT - 1);
    }

    /// Its smallest value, in nanoseconds.
    public static long lowerBound(int bucket) {
        if (bucket < PER_DOUBLING) {
            return (long) bucket << UNIT_BITS;
        }
        int shift = bucket / PER_DOUBLING - 1;
        return (long) (bucket % PER_DOUBLING + PER_DOUBLING) << (shift + UNIT_BITS);
    }
}

package dev.lateen.benchmarks.load;

/// How often each latency came, exact to about 1.5 %. One thread writes.
public final class Latencies {

    private static final int SUB_BITS = 6;
    private static final int SUB = 1 << SUB_BITS;

    private final long[] counts = new long[(64 - SUB_BITS) * SUB];
    private long total;

    void record(long nanos) {
        counts[slot(Math.max(0, nanos))]++;
        total++;
    }

    public long total() {
        return total;
    }

    /// In microseconds; 0 when there is none.
    ///
    /// @param quantile between 0 and 1
    public double micros(double quantile) {
        long rank = (long) Math.ceil(quantile * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return middle(i) / 1_000.0;
            }
        }
        return 0;
    }

    private static int slot(long nanos) {
        if (nanos < SUB) {
            return (int) nanos;
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
        return (shift + 1) * SUB + (int) (nanos >>> shift) - SUB;
    }

    private static double middle(int slot) {
        if (slot < SUB) {
            return slot;
        }
        int shift = slot / SUB - 1;
        return ((slot % SUB + SUB) + 0.5) * (1L << shift);
    }
}

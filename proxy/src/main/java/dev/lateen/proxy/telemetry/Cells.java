package dev.lateen.proxy.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;

/// Layout of one series' counters. Of requests: three histograms of Istio's buckets, each with its sum behind, so that
/// their number is the count of any of them. Of connections that are not read as HTTP: four plain counters. Writes are
/// ordered stores by the one owner, reads may come from anywhere.
final class Cells {

    /// Upper bounds in milliseconds or bytes, as Istio's; a bucket for everything above follows.
    static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000
    };
    static final int BUCKETS = BOUNDS.length + 1;
    private static final int HISTOGRAM = BUCKETS + 1;

    /// In nanoseconds.
    static final int DURATION = 0;
    /// In bytes, like the next.
    static final int REQUEST = HISTOGRAM;
    static final int RESPONSE = 2 * HISTOGRAM;
    static final int LENGTH = 3 * HISTOGRAM;

    /// Connections, like the next.
    static final int OPENED = 0;
    static final int CLOSED = 1;
    /// In bytes, like the next.
    static final int RECEIVED = 2;
    static final int SENT = 3;

    private static final double NANOS_PER_MILLI = 1e6;

    private Cells() {}

    static void add(AtomicLongArray cells, int histogram, int bucket, long value) {
        cells.lazySet(histogram + bucket, cells.getPlain(histogram + bucket) + 1);
        cells.lazySet(histogram + BUCKETS, cells.getPlain(histogram + BUCKETS) + value);
    }

    static void add(AtomicLongArray cells, int counter, long value) {
        cells.lazySet(counter, cells.getPlain(counter) + value);
    }

    static int durationBucket(long nanos) {
        return bucket(nanos / NANOS_PER_MILLI);
    }

    static int sizeBucket(long bytes) {
        return bucket(bytes);
    }

    private static int bucket(double value) {
        int i = 0;
        while (i < BOUNDS.length && value > BOUNDS[i]) {
            i++;
        }
        return i;
    }
}

package dev.lateen.proxy.cluster;

/// What outlier detection knows of one endpoint: errors in a row, and whether it is ejected. Shared by all event loops.
final class EndpointHealth {

    private final PaddedCounter counts = new PaddedCounter();
    private volatile boolean ejected;

    /// How often it was ejected lately, and when last; guarded by its [Outliers].
    int ejections;

    long ejectedNanos;

    boolean isEjected() {
        return ejected;
    }

    void setEjected(boolean value) {
        ejected = value;
    }

    /// Counts an answer; whether that completes a row of errors. One success after the other costs a read.
    boolean answered(OutlierRule rule, int status) {
        while (true) {
            long before = counts.get();
            long next = rule.afterAnswer(before, status);
            if (put(before, next)) {
                return (next & OutlierRule.COMPLETE) != 0;
            }
        }
    }

    /// Counts a failure that was no answer; whether that completes a row.
    boolean failed(OutlierRule rule, int standsFor) {
        while (true) {
            long before = counts.get();
            long next = rule.afterFailure(before, standsFor);
            if (put(before, next)) {
                return (next & OutlierRule.COMPLETE) != 0;
            }
        }
    }

    void forgetErrors() {
        long before = counts.get();
        while (!put(before, 0)) {
            before = counts.get();
        }
    }

    private boolean put(long before, long next) {
        long kept = next & ~OutlierRule.COMPLETE;
        return kept == before || counts.compareAndSet(before, kept);
    }
}

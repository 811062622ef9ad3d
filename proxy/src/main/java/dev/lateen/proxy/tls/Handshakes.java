package dev.lateen.proxy.tls;

import java.util.concurrent.atomic.LongAdder;

/// How the handshakes of one listener's clients end. Counted by event loops, read by anybody.
public final class Handshakes {

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder withoutCertificate = new LongAdder();

    /// @param completed that led to a connection
    /// @param failed refused by one of the sides, broken off, or too slow
    /// @param withoutCertificate that could not begin, since the certificate is missing
    public record Count(String listener, long completed, long failed, long withoutCertificate) {}

    public void complete() {
        completed.increment();
    }

    public void fail() {
        failed.increment();
    }

    public void missCertificate() {
        withoutCertificate.increment();
    }

    Count count(String listener) {
        return new Count(listener, completed.sum(), failed.sum(), withoutCertificate.sum());
    }
}

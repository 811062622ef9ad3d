package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.OutlierDetection;
import java.util.BitSet;
import java.util.Objects;

/// [OutlierDetection] ready to count with. Three counts of errors without a success between them share one number, so
/// that one atomic holds them.
final class OutlierRule {

    private static final int BITS = 20;
    private static final long MASK = (1L << BITS) - 1;
    private static final int SERVER = 0;
    private static final int GATEWAY = BITS;
    private static final int LOCAL = 2 * BITS;

    /// Set in what [#afterAnswer] and [#afterFailure] give when one of the counts is complete; it begins anew then.
    static final long COMPLETE = 1L << 62;

    private final long server;
    private final long gateway;
    private final long local;
    private final boolean split;
    private final BitSet errors;

    OutlierRule(OutlierDetection settings) {
        this.server = limit(settings.consecutive5xx());
        this.gateway = limit(settings.consecutiveGateway());
        this.local = limit(settings.consecutiveLocal());
        this.split = settings.split();
        this.errors = new BitSet();
        settings.errorStatuses().stream().filter(Objects::nonNull).forEach(errors::set);
    }

    /// One that is never reached for 0.
    private static long limit(int given) {
        return given <= 0 ? MASK + 1 : Math.min(given, MASK);
    }

    /// @param counts before
    /// @param status that the endpoint gave
    long afterAnswer(long counts, int status) {
        long left = split ? counts & ~(MASK << LOCAL) : counts; // it could be reached
        int counted = errors.isEmpty() ? status : errors.get(status) ? 500 : 200;
        return external(left, counted);
    }

    /// @param standsFor the status that it counts as where it is not counted by itself
    long afterFailure(long counts, int standsFor) {
        return split ? more(counts, LOCAL, local) : external(counts, standsFor);
    }

    private long external(long counts, int status) {
        if (status < 500) {
            return counts & (MASK << LOCAL);
        }
        boolean ofGateway = status >= 502 && status <= 504;
        long next = ofGateway ? more(counts, GATEWAY, gateway) : counts & ~(MASK << GATEWAY);
        return more(next, SERVER, server);
    }

    private static long more(long counts, int shift, long limit) {
        long count = Math.min((counts >>> shift & MASK) + 1, MASK);
        long others = counts & ~(MASK << shift);
        return count == limit ? others | COMPLETE : others | count << shift;
    }
}

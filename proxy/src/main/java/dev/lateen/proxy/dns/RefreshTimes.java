package dev.lateen.proxy.dns;

import java.util.random.RandomGenerator;

/// When a name is asked for again.
final class RefreshTimes {

    /// A name server that says 0 must not be asked for every request.
    static final long LEAST_MILLIS = 1_000;
    /// A change is seen within this time even where the TTL is a day.
    static final long MOST_MILLIS = 300_000;
    /// After failures.
    static final long MOST_RETRY_MILLIS = 30_000;

    private static final int MOST_DOUBLINGS = 10;

    private RefreshTimes() {}

    static long afterAnswer(long ttlSeconds) {
        return Math.clamp(ttlSeconds, LEAST_MILLIS / 1000, MOST_MILLIS / 1000) * 1000;
    }

    /// Doubles with each failure; between half of that and all of it, so that proxies that failed together do not ask
    /// together.
    ///
    /// @param failures in a row, at least 1
    static long afterFailure(int failures, RandomGenerator random) {
        long whole = Math.min(MOST_RETRY_MILLIS, LEAST_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}

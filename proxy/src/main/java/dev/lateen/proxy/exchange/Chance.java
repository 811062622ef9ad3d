package dev.lateen.proxy.exchange;

import java.util.random.RandomGenerator;

/// A share of all requests, decided for each one by itself.
final class Chance {

    private static final int WHOLE = 1_000_000;

    private Chance() {}

    /// @param millionths the share; 0 never hits, 1,000,000 always does
    static boolean hits(int millionths, RandomGenerator random) {
        return millionths > 0 && (millionths >= WHOLE || random.nextInt(WHOLE) < millionths);
    }
}

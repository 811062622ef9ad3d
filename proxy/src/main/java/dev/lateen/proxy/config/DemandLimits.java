package dev.lateen.proxy.config;

import java.time.Duration;

/// What a [DemandClient] allows.
///
/// @param patience how long a request waits for the routes of its host
/// @param waiters requests that wait at the same time; further ones are answered at once
/// @param memory for how long a host is kept at least that nobody calls any more; zero keeps all
public record DemandLimits(Duration patience, int waiters, Duration memory) {

    public static final DemandLimits DEFAULT = new DemandLimits(Duration.ofSeconds(1), 1_000, Duration.ofHours(1));

    public DemandLimits {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: at least 1 ms)");
        }
        if (waiters < 1) {
            throw new IllegalArgumentException("waiters: " + waiters + " (expected: at least 1)");
        }
        if (memory.isNegative()) {
            throw new IllegalArgumentException("memory: " + memory + " (expected: zero or more)");
        }
    }
}

package dev.lateen.proxy.config;

import java.time.Duration;

/// What a [DemandClient] allows.
///
/// @param patience how long a request waits for the routes of its host
/// @param waiters requests that wait at the same time; further ones are answered at once
public record DemandLimits(Duration patience, int waiters) {

    public static final DemandLimits DEFAULT = new DemandLimits(Duration.ofSeconds(1), 1_000);

    public DemandLimits {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: at least 1 ms)");
        }
        if (waiters < 1) {
            throw new IllegalArgumentException("waiters: " + waiters + " (expected: at least 1)");
        }
    }
}

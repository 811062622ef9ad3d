package dev.lateen.cli.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Time since the user pressed Enter, as near as this process can know it.
record Stopwatch(Instant start) {

    static Stopwatch sinceJvmStart() {
        return new Stopwatch(ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /// `7.4 s`
    @Override
    public String toString() {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}

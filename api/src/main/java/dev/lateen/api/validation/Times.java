package dev.lateen.api.validation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations: at least a millisecond and whole milliseconds, as Envoy's timers are.
final class Times {

    private static final String WHOLE = "at least 1ms, in whole milliseconds";

    private Times() {}

    /// Absent is fine, `0s` is not.
    static void check(Findings findings, String path, @Nullable Duration duration) {
        if (duration != null && (duration.toMillis() < 1 || duration.toNanos() % 1_000_000 != 0)) {
            findings.bad(path, text(duration), WHOLE);
        }
    }

    /// As [#check], but `0s` switches the limit off.
    static void checkOrZero(Findings findings, String path, @Nullable Duration duration) {
        if (duration != null && !duration.isZero()) {
            check(findings, path, duration);
        }
    }

    static void checkSeconds(Findings findings, String path, @Nullable Duration duration) {
        if (duration != null && (duration.toMillis() < 1 || duration.getNano() != 0)) {
            findings.bad(path, text(duration), "at least 1s, in whole seconds");
        }
    }

    /// `0.5s`, as proto3's JSON has it; without quotes in a message.
    static StringBuilder text(Duration duration) {
        java.math.BigDecimal seconds = java.math.BigDecimal.valueOf(duration.toNanos(), 9);
        return new StringBuilder(
                        seconds.signum() == 0
                                ? "0"
                                : seconds.stripTrailingZeros().toPlainString())
                .append('s');
    }
}

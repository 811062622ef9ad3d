package dev.lateen.api.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Istio's YAML has them: proto3's `0.5s` and Go's `1h`, `1m30s`, `100ms`.
public final class Durations {

    private static final Pattern WHOLE = Pattern.compile("-?(?:\\d{1,10}(?:\\.\\d{1,9})?(?:h|ms|m|s|us|µs|ns))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(?:\\.(\\d+))?(h|ms|m|s|us|µs|ns)");

    private Durations() {}

    public static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (text.length() > 64 || !WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long unit = nanos(part.group(3));
            String fraction = part.group(2) == null ? "" : part.group(2);
            long nanosOfFraction = fraction.isEmpty()
                    ? 0
                    : Math.round(Long.parseLong(fraction) * (unit / Math.pow(10, fraction.length())));
            sum = sum.plus(Duration.ofNanos(unit).multipliedBy(Long.parseLong(part.group(1))))
                    .plusNanos(nanosOfFraction);
        }
        return Optional.of(text.startsWith("-") ? sum.negated() : sum);
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "us", "µs" -> 1_000L;
            default -> 1L;
        };
    }
}

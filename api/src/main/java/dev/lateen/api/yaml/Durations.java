package dev.lateen.api.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Istio's YAML has them: proto3's `0.5s` and Go's `1h`, `1m30s`, `100ms`.
public final class Durations {

    private static final String UNIT = "(h|ms|m|s|us|µs|μs|ns)";
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:(?:\\d{1,10}(?:\\.\\d{0,9})?|\\.\\d{1,9})" + UNIT + ")+");
    private static final Pattern PART = Pattern.compile("(\\d*)(?:\\.(\\d*))?" + UNIT);

    /// What nanoseconds in a long can hold: 292 years.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

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
            long whole = part.group(1).isEmpty() ? 0 : Long.parseLong(part.group(1));
            long ofFraction = fraction.isEmpty()
                    ? 0
                    : Math.round(Long.parseLong(fraction) * (unit / Math.pow(10, fraction.length())));
            sum = sum.plus(Duration.ofNanos(unit).multipliedBy(whole)).plusNanos(ofFraction);
        }
        if (sum.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        return Optional.of(text.startsWith("-") ? sum.negated() : sum);
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "us", "µs", "μs" -> 1_000L;
            default -> 1L;
        };
    }
}

package dev.lateen.pilot.ramp;

import dev.lateen.pilot.push.DestinationCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A limit that a canary must not break: `errors>1%` or `p99>250ms`.
sealed interface Threshold {

    Pattern ERRORS = Pattern.compile("errors\\s*>\\s*(\\d{1,3}(?:\\.\\d{1,4})?)%");
    Pattern LATENCY = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,2})?)\\s*>\\s*(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s)");
    double NANOS_PER_MILLI = 1e6;

    /// Why it is broken, in numbers; empty when it is not.
    Optional<String> breach(DestinationCounts counts);

    /// @param percent of the requests that may fail
    record Errors(double percent) implements Threshold {

        @Override
        public Optional<String> breach(DestinationCounts counts) {
            double actual = 100.0 * counts.errors() / Math.max(1, counts.requests());
            return actual <= percent
                    ? Optional.empty()
                    : Optional.of("errors %s%% > %s%% (%d of %d requests)"
                            .formatted(number(actual), number(percent), counts.errors(), counts.requests()));
        }
    }

    /// @param percentile for instance 99
    record Latency(double percentile, double millis) implements Threshold {

        @Override
        public Optional<String> breach(DestinationCounts counts) {
            double actual = counts.quantile(percentile / 100) / NANOS_PER_MILLI;
            return actual <= millis
                    ? Optional.empty()
                    : Optional.of("p%s %s ms > %s ms (%d requests)"
                            .formatted(number(percentile), number(actual), number(millis), counts.requests()));
        }
    }

    /// Several of them with commas in between; none for a blank text.
    ///
    /// @throws IllegalArgumentException for anything else
    static List<Threshold> parse(String text) {
        List<Threshold> thresholds = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String each = part.strip();
            if (!each.isEmpty()) {
                thresholds.add(one(each));
            } else if (!text.isBlank()) {
                throw unreadable(text);
            }
        }
        return List.copyOf(thresholds);
    }

    private static Threshold one(String text) {
        Matcher errors = ERRORS.matcher(text);
        if (errors.matches() && Double.parseDouble(errors.group(1)) < 100) {
            return new Errors(Double.parseDouble(errors.group(1)));
        }
        Matcher latency = LATENCY.matcher(text);
        if (latency.matches() && Double.parseDouble(latency.group(1)) > 0) {
            double amount = Double.parseDouble(latency.group(2));
            return new Latency(
                    Double.parseDouble(latency.group(1)), latency.group(3).equals("s") ? amount * 1000 : amount);
        }
        throw unreadable(text);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "abortOn: \"%s\" (expected: limits like errors>1%% and p99>250ms, with commas in between)"
                        .formatted(text));
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}

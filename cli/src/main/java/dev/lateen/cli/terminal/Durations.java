package dev.lateen.cli.terminal;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations as Istio's YAML writes them: `500ms`, `5s`, `1.5s`, `2m`.
public final class Durations implements ITypeConverter<Duration> {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,7})(?:\\.(\\d{1,3}))?(ms|s|m)");

    @Override
    public Duration convert(String value) {
        var matcher = SHAPE.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + value + "' (expected: a duration such as 500ms, 5s or 2m)");
        }
        double number = Double.parseDouble(
                matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + "." + matcher.group(2));
        long unit = switch (matcher.group(3)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            default -> 60_000;
        };
        return Duration.ofMillis(Math.round(number * unit));
    }
}

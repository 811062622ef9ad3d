package dev.lateen.snapshot.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/// A moment in UTC after a pattern of `strftime`, as far as Envoy's users need it; without a pattern ISO 8601 with
/// milliseconds.
public final class TimePattern {

    static final String EXPECTED = "%Y %y %m %d %e %j %H %I %M %S %p %s %f %1f to %9f %F %T %D %R %a %A %b %B %z %Z or"
            + " %% in the parentheses";

    private static final String[] DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final int FRACTION_DIGITS = 9;

    private TimePattern() {}

    static boolean isValid(String pattern) {
        try {
            format(pattern, 0);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// @throws IllegalArgumentException for a conversion that is not one of those above
    public static String format(String pattern, long epochMillis) {
        var time = Instant.ofEpochMilli(epochMillis).atZone(ZoneOffset.UTC);
        var out = new StringBuilder();
        var given = pattern.isEmpty() ? "%Y-%m-%dT%H:%M:%S.%3fZ" : pattern;
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            char conversion = ++i < given.length() ? given.charAt(i) : ' ';
            if (conversion >= '1' && conversion <= '9' && given.startsWith("f", i + 1)) {
                i++;
                out.append(fraction(time, conversion - '0'));
            } else {
                out.append(part(time, conversion));
            }
        }
        return out.toString();
    }

    private static String part(ZonedDateTime time, char conversion) {
        return switch (conversion) {
            case 'Y' -> Integer.toString(time.getYear());
            case 'y' -> padded(time.getYear() % 100);
            case 'm' -> padded(time.getMonthValue());
            case 'd' -> padded(time.getDayOfMonth());
            case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
            case 'j' -> String.format(Locale.ROOT, "%03d", time.getDayOfYear());
            case 'H' -> padded(time.getHour());
            case 'I' -> padded((time.getHour() + 11) % 12 + 1);
            case 'M' -> padded(time.getMinute());
            case 'S' -> padded(time.getSecond());
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 's' -> Long.toString(time.toEpochSecond());
            case 'f' -> fraction(time, FRACTION_DIGITS);
            case 'F' -> part(time, 'Y') + "-" + part(time, 'm') + "-" + part(time, 'd');
            case 'T' -> part(time, 'R') + ":" + part(time, 'S');
            case 'R' -> part(time, 'H') + ":" + part(time, 'M');
            case 'D' -> part(time, 'm') + "/" + part(time, 'd') + "/" + part(time, 'y');
            case 'A' -> DAYS[time.getDayOfWeek().ordinal()];
            case 'a' -> part(time, 'A').substring(0, 3);
            case 'B' -> MONTHS[time.getMonthValue() - 1];
            case 'b' -> part(time, 'B').substring(0, 3);
            case 'z' -> "+0000";
            case 'Z' -> "UTC";
            case '%' -> "%";
            default -> throw new IllegalArgumentException("%" + conversion + " (expected: " + EXPECTED + ")");
        };
    }

    private static String padded(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String fraction(ZonedDateTime time, int digits) {
        return String.format(Locale.ROOT, "%09d", time.getNano()).substring(0, digits);
    }
}

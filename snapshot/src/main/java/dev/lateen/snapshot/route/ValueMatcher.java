package dev.lateen.snapshot.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lateen.snapshot.StringMatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A [StringMatch] made ready for bytes. Only [Regex] allocates.
sealed interface ValueMatcher {

    boolean matches(byte[] buf, int from, int to);

    static ValueMatcher of(StringMatch match, boolean ignoreCase) {
        return switch (match) {
            case StringMatch.Exact(var value) ->
                ignoreCase ? new ExactIgnoringCase(Ascii.lowerBytes(value)) : new Exact(utf8(value));
            case StringMatch.Prefix(var value) ->
                ignoreCase ? new PrefixIgnoringCase(Ascii.lowerBytes(value)) : new Prefix(utf8(value));
            case StringMatch.Regex(var value) -> new Regex(compile(value));
            case StringMatch.Present() -> new Any();
        };
    }

    /// What a condition on a value that may be absent asks for, in words.
    static String expected(StringMatch match, boolean invert) {
        if (!invert) {
            return describe(match, false);
        }
        return match instanceof StringMatch.Present ? "absent" : "not " + describe(match, false);
    }

    /// As the trace shows it: `exact "v2"`.
    static String describe(StringMatch match, boolean ignoreCase) {
        var suffix = ignoreCase ? " ignoring case" : "";
        return switch (match) {
            case StringMatch.Exact(var value) -> "exact \"" + value + "\"" + suffix;
            case StringMatch.Prefix(var value) -> "prefix \"" + value + "\"" + suffix;
            case StringMatch.Regex(var value) -> "regex \"" + value + "\"";
            case StringMatch.Present() -> "present";
        };
    }

    private static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex \"" + regex + "\" (expected: RE2 syntax): " + e.getDescription(), e);
        }
    }

    record Exact(byte[] value) implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return to - from == value.length && Arrays.equals(buf, from, to, value, 0, value.length);
        }
    }

    record ExactIgnoringCase(byte[] lowered) implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return to - from == lowered.length && Ascii.equalsLowered(buf, from, lowered);
        }
    }

    record Prefix(byte[] value) implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return to - from >= value.length && Arrays.equals(buf, from, from + value.length, value, 0, value.length);
        }
    }

    record PrefixIgnoringCase(byte[] lowered) implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return to - from >= lowered.length && Ascii.equalsLowered(buf, from, lowered);
        }
    }

    /// Matched on characters, not on RE2/J's byte input: that one reads overlong and truncated UTF-8 as if it
    /// were valid. Bytes that are not UTF-8 count as U+FFFD.
    record Regex(Pattern pattern) implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return pattern.matches(new String(buf, from, to - from, StandardCharsets.UTF_8));
        }
    }

    record Any() implements ValueMatcher {
        @Override
        public boolean matches(byte[] buf, int from, int to) {
            return true;
        }
    }
}

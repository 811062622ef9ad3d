package dev.lateen.snapshot.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Replaces every match of an RE2 expression, as RE2's `GlobalReplace` does: an empty match directly behind another
/// match is passed over. Linear in the length of the text. Immutable.
public final class RegexSubstitution {

    private final Pattern pattern;
    private final List<Part> parts;

    private RegexSubstitution(Pattern pattern, List<Part> parts) {
        this.pattern = pattern;
        this.parts = parts;
    }

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Group(int number) implements Part {}

    /// @param substitution `\0` to `\9` for groups, `\\` for a backslash
    /// @throws IllegalArgumentException for an expression that is not RE2, another character behind a backslash, or
    ///     a group that the expression does not have
    public static RegexSubstitution of(String regex, String substitution) {
        var pattern = ValueMatcher.compile(regex);
        var parts = new ArrayList<Part>();
        var text = new StringBuilder();
        for (int i = 0; i < substitution.length(); i++) {
            char c = substitution.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char next = ++i < substitution.length() ? substitution.charAt(i) : ' ';
            if (next == '\\') {
                text.append(next);
            } else if (next >= '0' && next <= '0' + Math.min(9, pattern.groupCount())) {
                parts.add(new Text(text.toString()));
                text.setLength(0);
                parts.add(new Group(next - '0'));
            } else {
                throw new IllegalArgumentException("substitution \"" + substitution
                        + "\" (expected: behind a backslash another one, or a group of 0.." + pattern.groupCount()
                        + ")");
            }
        }
        parts.add(new Text(text.toString()));
        return new RegexSubstitution(pattern, List.copyOf(parts));
    }

    byte[] apply(byte[] buf, int start, int end) {
        var charset = charset(buf, start, end);
        return apply(new String(buf, start, end - start, charset)).getBytes(charset);
    }

    private String apply(String text) {
        var matcher = pattern.matcher(text);
        var out = new StringBuilder(text.length());
        int copied = 0;
        int lastEnd = -1;
        while (matcher.find()) {
            if (matcher.start() == matcher.end() && matcher.start() == lastEnd) {
                continue;
            }
            out.append(text, copied, matcher.start());
            append(out, matcher);
            copied = matcher.end();
            lastEnd = copied;
        }
        return out.append(text, copied, text.length()).toString();
    }

    private void append(StringBuilder out, Matcher matcher) {
        for (var part : parts) {
            switch (part) {
                case Text(var text) -> out.append(text);
                case Group(var number) -> {
                    var group = matcher.group(number);
                    out.append(group == null ? "" : group);
                }
            }
        }
    }

    /// UTF-8 as RE2 reads it; bytes that are none must come out as they went in.
    private static Charset charset(byte[] buf, int start, int end) {
        var read = new String(buf, start, end - start, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(read, 0, read.length, buf, start, end)
                ? StandardCharsets.UTF_8
                : StandardCharsets.ISO_8859_1;
    }
}

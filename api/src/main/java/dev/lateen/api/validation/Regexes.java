package dev.lateen.api.validation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Regular expressions in RE2's syntax, which matches in linear time: no look-around, no back-references.
final class Regexes {

    private static final int LONGEST = 1024;

    private Regexes() {}

    static void check(Findings findings, String path, String regex) {
        if (regex.isEmpty()) {
            findings.bad(path, regex, "a regular expression");
        } else if (regex.length() > LONGEST) {
            findings.error(path, regex.length() + " characters (expected: at most " + LONGEST + ")");
        } else {
            compile(findings, path, regex);
        }
    }

    private static void compile(Findings findings, String path, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            findings.bad(path, regex, "RE2 syntax; " + e.getDescription());
        } catch (RuntimeException | StackOverflowError e) {
            // RE2/J has its limits (repetitions, nesting) and does not always say so in its own exception.
            findings.bad(path, regex, "RE2 syntax that is not too complex");
        }
    }
}

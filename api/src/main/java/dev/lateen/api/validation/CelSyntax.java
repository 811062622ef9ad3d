package dev.lateen.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a text is an expression of CEL, the common expression language: its grammar alone, no names and no types.
/// Precedence does not matter for that, so that all binary operators are read as one chain.
final class CelSyntax {

    private static final int LONGEST = 4096;
    private static final int DEEPEST = 100;
    private static final Set<String> BINARY =
            Set.of("&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "in");

    /// A text in quotes, a number, a name or a sign, with the blanks before it.
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*+(?:([rRbB]{0,2}(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+')"
                    + "|0x[0-9a-fA-F]++u?|(?:\\d++(?:\\.\\d++)?|\\.\\d++)(?:[eE][-+]?\\d++)?u?)"
                    + "|([A-Za-z_]\\w*+)|(&&|\\|\\||[=!<>]=|[-+*/%<>!?:.,()\\[\\]{}]))");

    /// What stands for a literal, which no sign or name looks like.
    private static final String LITERAL = "#";

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private CelSyntax() {}

    static void check(Findings findings, String path, String expression) {
        if (expression.length() > LONGEST) {
            findings.error(path, expression.length() + " characters (expected: at most " + LONGEST + ")");
        } else if (!new CelSyntax().accepts(expression)) {
            findings.bad(path, expression, "a CEL expression such as response.code >= 400");
        }
    }

    private boolean accepts(String text) {
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.find(end) && token.start() == end) {
            tokens.add(token.group(1) != null ? LITERAL : token.group().strip());
            end = token.end();
        }
        return text.substring(end).isBlank() && expression() && at == tokens.size();
    }

    private boolean expression() {
        if (++depth > DEEPEST) {
            return false;
        }
        boolean valid = operand();
        while (valid && at < tokens.size() && BINARY.contains(tokens.get(at))) {
            at++;
            valid = operand();
        }
        if (valid && take("?")) {
            valid = expression() && take(":") && expression();
        }
        depth--;
        return valid;
    }

    private boolean operand() {
        while (take("!") || take("-")) {
            // Any number of them.
        }
        boolean valid = primary();
        while (valid) {
            if (take(".")) {
                valid = name() && arguments();
            } else if (take("[")) {
                valid = expression() && take("]");
            } else {
                return true;
            }
        }
        return false;
    }

    private boolean primary() {
        if (take(LITERAL)) {
            return true;
        }
        if (take("(")) {
            return expression() && take(")");
        }
        if (take("[")) {
            return list("]", false);
        }
        if (take("{")) {
            return list("}", true);
        }
        take(".");
        return name() && arguments();
    }

    /// `(a, b)` behind a name, if there is one.
    private boolean arguments() {
        return !take("(") || list(")", false);
    }

    private boolean list(String end, boolean pairs) {
        while (!take(end)) {
            if (!expression() || (pairs && !(take(":") && expression()))) {
                return false;
            }
            if (!take(",")) {
                return take(end);
            }
        }
        return true;
    }

    private boolean name() {
        boolean isName = at < tokens.size()
                && !tokens.get(at).toLowerCase(Locale.ROOT).equals("in")
                && (Character.isLetter(tokens.get(at).charAt(0))
                        || tokens.get(at).charAt(0) == '_');
        at += isName ? 1 : 0;
        return isName;
    }

    private boolean take(String token) {
        boolean there = at < tokens.size() && tokens.get(at).equals(token);
        at += there ? 1 : 0;
        return there;
    }
}

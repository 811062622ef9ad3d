package dev.lateen.api.validation;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of HTTP headers: tokens of RFC 9110.
final class HeaderNames {

    static final String TOKEN = "a header name: letters, digits and !#$%&'*+-.^_`|~";

    private static final Pattern CHARACTERS = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    private static final Set<String> AUTHORITY = Set.of(":authority", "host");

    private HeaderNames() {}

    static boolean isToken(String name) {
        return CHARACTERS.matcher(name).matches();
    }

    /// Matches may also look at `:method` and its like.
    static boolean isMatchable(String name) {
        return isToken(name.startsWith(":") ? name.substring(1) : name);
    }

    static boolean isAuthority(String name) {
        return AUTHORITY.contains(name.toLowerCase(Locale.ROOT));
    }

    static void check(Findings findings, String path, String name) {
        if (!isToken(name)) {
            findings.bad(path, name, TOKEN);
        }
    }
}

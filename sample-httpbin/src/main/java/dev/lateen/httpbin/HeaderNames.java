package dev.lateen.httpbin;

/// Header names as httpbin shows them, and which names and values may be sent at all (RFC 9110, 5.1 and 5.5).
final class HeaderNames {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private HeaderNames() {}

    /// `x-b3-traceid` becomes `X-B3-Traceid`: a letter after anything but a letter is upper case, others lower.
    static String titleCase(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean wordStart = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = isLetter(c);
            if (letter) {
                out.append(wordStart ? Character.toUpperCase(c) : Character.toLowerCase(c));
            } else {
                out.append(c);
            }
            wordStart = !letter;
        }
        return out.toString();
    }

    static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(HeaderNames::isTokenChar);
    }

    static boolean isValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f));
    }

    private static boolean isTokenChar(int c) {
        return isLetter(c) || (c >= '0' && c <= '9') || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}

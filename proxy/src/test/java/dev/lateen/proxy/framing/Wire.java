package dev.lateen.proxy.framing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bytes as they are written in the tables: `⏎` is CRLF, `\r \n \t \0 \xHH` are bytes, `{x*300}` is x 300 times.
final class Wire {

    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]+)\\*(\\d+)}");
    private static final Pattern LONG = Pattern.compile("(.)\\1{199,}");

    private Wire() {}

    /// As ISO-8859-1, a character for each byte.
    static String decode(String text) {
        var repeated = REPEATED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        var bytes = new StringBuilder();
        for (int i = 0; i < repeated.length(); i++) {
            char c = repeated.charAt(i);
            if (c == '⏎') {
                bytes.append("\r\n");
            } else if (c == '\\') {
                i++;
                switch (repeated.charAt(i)) {
                    case 'r' -> bytes.append('\r');
                    case 'n' -> bytes.append('\n');
                    case 't' -> bytes.append('\t');
                    case '0' -> bytes.append('\0');
                    case 'x' -> {
                        bytes.append((char) Integer.parseInt(repeated.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                    default -> throw new IllegalArgumentException("\\" + repeated.charAt(i) + " in " + text);
                }
            } else if (c < 0x80) {
                bytes.append(c);
            } else {
                throw new IllegalArgumentException("'" + c + "' in " + text);
            }
        }
        return bytes.toString();
    }

    /// For comparing and for reading; long runs of one byte are cut short.
    static String encode(String bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c == '\r' && i + 1 < bytes.length() && bytes.charAt(i + 1) == '\n') {
                text.append('⏎');
                i++;
            } else {
                text.append(
                        switch (c) {
                            case '\r' -> "\\r";
                            case '\n' -> "\\n";
                            case '\t' -> "\\t";
                            case '\0' -> "\\0";
                            default -> c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : String.valueOf(c);
                        });
            }
        }
        return LONG.matcher(text)
                .replaceAll(match -> "{" + match.group(1) + "*" + match.group().length() + "}");
    }
}

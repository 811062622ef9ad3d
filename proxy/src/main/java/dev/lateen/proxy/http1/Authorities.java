package dev.lateen.proxy.http1;

import java.util.Locale;

/// `host[:port]` as RFC 3986 section 3.2 has it, without user information.
public final class Authorities {

    private static final boolean[] NAME = nameBytes();

    private Authorities() {}

    static boolean isValid(byte[] bytes, int start, int end) {
        int i = start;
        if (i < end && bytes[i] == '[') {
            i++;
            while (i < end && isAddressByte(bytes[i])) {
                i++;
            }
            if (i == end || bytes[i] != ']' || i == start + 1) {
                return false;
            }
            i++;
        } else {
            while (i < end && bytes[i] >= 0 && NAME[bytes[i]]) {
                i++;
            }
            if (i == start) {
                return false;
            }
        }
        return i == end || (bytes[i] == ':' && port(bytes, i, end) >= 0 && isDigits(bytes, i + 1, end));
    }

    /// The port behind the last colon: `absent` when there is none, -1 when it is no port.
    public static int port(byte[] bytes, int start, int end, int absent) {
        for (int i = end - 1; i >= start && bytes[i] != ']'; i--) {
            if (bytes[i] == ':') {
                return i == end - 1 ? absent : port(bytes, start, end);
            }
        }
        return absent;
    }

    /// Where the host ends and `:port` begins, if it is there.
    public static int hostEnd(byte[] bytes, int start, int end) {
        for (int i = end - 1; i >= start && bytes[i] != ']'; i--) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        return end;
    }

    /// The host in lower case, without port and without the brackets of an IPv6 address.
    public static String host(byte[] bytes, int start, int end) {
        int hostEnd = hostEnd(bytes, start, end);
        boolean bracketed = start < hostEnd && bytes[start] == '[';
        return Bytes.text(bytes, bracketed ? start + 1 : start, bracketed ? hostEnd - 1 : hostEnd)
                .toLowerCase(Locale.ROOT);
    }

    private static int port(byte[] bytes, int start, int end) {
        int value = 0;
        int scale = 1;
        int i = end - 1;
        for (; i >= start && Bytes.isDigit(bytes[i]); i--) {
            if (end - i > 5) {
                return -1;
            }
            value += (bytes[i] - '0') * scale;
            scale *= 10;
        }
        return i >= start && bytes[i] == ':' && value <= 65_535 ? value : -1;
    }

    private static boolean isDigits(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Bytes.isDigit(bytes[i])) {
            i++;
        }
        return i == end;
    }

    private static boolean isAddressByte(byte b) {
        return Bytes.isDigit(b) || b == ':' || b == '.' || (Bytes.lower(b) >= 'a' && Bytes.lower(b) <= 'f');
    }

    private static boolean[] nameBytes() {
        var table = new boolean[128];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = true;
            table[Character.toUpperCase(c)] = true;
        }
        for (char c : "-._~%!$&'()*+,;=".toCharArray()) {
            table[c] = true;
        }
        return table;
    }

    /// `a.test:80` to `a.test-shadow:80`.
    public static byte[] withSuffix(byte[] authority, byte[] suffix) {
        int end = hostEnd(authority, 0, authority.length);
        byte[] longer = new byte[authority.length + suffix.length];
        System.arraycopy(authority, 0, longer, 0, end);
        System.arraycopy(suffix, 0, longer, end, suffix.length);
        System.arraycopy(authority, end, longer, end + suffix.length, authority.length - end);
        return longer;
    }
}

package dev.lateen.proxy.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// ASCII on byte arrays, eight bytes at a step where it pays.
public final class Bytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long SPACES = ONES * ' ';
    private static final long DELETES = ONES * 0x7f;
    private static final boolean[] TOKEN = token();

    private Bytes() {}

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /// Whether the range is `lower`, which is in lower case, without regard to ASCII case.
    public static boolean equalsIgnoreCase(byte[] lower, byte[] bytes, int start, int end) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    /// Position of the first line feed, -1 when there is none.
    static int indexOfLineFeed(byte[] bytes, int start, int end) {
        int i = start;
        for (; i + 8 <= end; i += 8) {
            long word = (long) LONG.get(bytes, i) ^ LINE_FEEDS;
            long zero = (word - ONES) & ~word & HIGHS;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Position of the first control byte but HTAB; `end` when there is none. Bytes from 0x80 are allowed (obs-text).
    static int indexOfControl(byte[] bytes, int start, int end) {
        int i = start;
        while (i + 8 <= end) {
            long word = (long) LONG.get(bytes, i);
            long low = (word - SPACES) & ~word & HIGHS;
            long delete = word ^ DELETES;
            long suspect = low | ((delete - ONES) & ~delete & HIGHS);
            if (suspect == 0) {
                i += 8;
                continue;
            }
            i += Long.numberOfTrailingZeros(suspect) >>> 3;
            if (isControl(bytes[i])) {
                return i;
            }
            i++;
        }
        while (i < end && !isControl(bytes[i])) {
            i++;
        }
        return i;
    }

    public static boolean isControl(byte b) {
        return b == 0x7f || (b >= 0 && b < 0x20 && b != '\t');
    }

    static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    public static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean[] token() {
        var table = new boolean[128];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = true;
            table[Character.toUpperCase(c)] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            table[c] = true;
        }
        return table;
    }
}

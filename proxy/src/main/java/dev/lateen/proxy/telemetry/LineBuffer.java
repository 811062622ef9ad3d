package dev.lateen.proxy.telemetry;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One access log line under construction, in a byte array that is reused. One thread, no garbage but for what is
/// not ASCII.
final class LineBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private byte[] bytes = new byte[1024];
    private int length;
    private long dateDay = Long.MIN_VALUE;
    private final byte[] date = new byte[10];

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    LineBuffer put(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
        return this;
    }

    /// Takes the last byte back.
    LineBuffer backspace() {
        length--;
        return this;
    }

    /// Trusted ASCII, as it is.
    LineBuffer ascii(String text) {
        int n = text.length();
        grow(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0) {
            return put('-').number(-value);
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        grow(digits);
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /// `2026-11-24T08:30:00.123Z`.
    LineBuffer timestamp(long epochMillis) {
        long day = Math.floorDiv(epochMillis, MILLIS_PER_DAY);
        if (day != dateDay) {
            formatDate(day);
        }
        grow(24);
        System.arraycopy(date, 0, bytes, length, 10);
        length += 10;
        int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
        put('T').padded(millis / 3_600_000, 2).put(':').padded(millis / 60_000 % 60, 2);
        return put(':').padded(millis / 1000 % 60, 2)
                .put('.')
                .padded(millis % 1000, 3)
                .put('Z');
    }

    /// `10.0.0.1:80` or `[2001:db8::1]:80`.
    LineBuffer address(InetSocketAddress address) {
        var ip = address.getAddress();
        if (ip instanceof Inet4Address) {
            var octets = ip.getAddress();
            for (int i = 0; i < 4; i++) {
                if (i > 0) {
                    put('.');
                }
                number(octets[i] & 0xff);
            }
        } else if (ip != null) {
            put('[').ascii(ip.getHostAddress()).put(']');
        } else {
            ascii("unresolved");
        }
        return put(':').number(address.getPort());
    }

    static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }

    /// Hostile bytes inside quotes of the text format: quotes, backslashes, control characters and all that is not
    /// ASCII become `\xHH`, so that no value can end its field or its line.
    LineBuffer quoted(byte[] source, int start, int end) {
        grow(4 * (end - start));
        var to = bytes;
        int at = length;
        for (int i = start; i < end; i++) {
            int b = source[i] & 0xff;
            if (isPlain(b, 0x20)) {
                to[at++] = (byte) b;
            } else {
                at = hexEscape(to, at, b);
            }
        }
        length = at;
        return this;
    }

    LineBuffer quoted(String text) {
        return escaped(text, 0x20);
    }

    /// The same outside quotes: a space is escaped too.
    LineBuffer token(String text) {
        return escaped(text, 0x21);
    }

    /// The inside of a JSON string. Bytes that are no UTF-8 become U+FFFD.
    LineBuffer json(byte[] source, int start, int end) {
        grow(6 * (end - start));
        int i = start;
        while (i < end) {
            int b = source[i] & 0xff;
            if (b < 0x80) {
                jsonAscii(b);
                i++;
            } else {
                int width = Utf8.sequence(source, i, end);
                if (width == 0) {
                    ascii("\\ufffd");
                    i++;
                } else {
                    System.arraycopy(source, i, bytes, length, width);
                    length += width;
                    i += width;
                }
            }
        }
        return this;
    }

    LineBuffer json(String text) {
        int n = text.length();
        grow(6 * n);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                jsonAscii(c);
            } else {
                length = unicodeEscape(bytes, length, c);
            }
        }
        return this;
    }

    private LineBuffer escaped(String text, int lowest) {
        int n = text.length();
        grow(6 * n);
        var to = bytes;
        int at = length;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (isPlain(c, lowest)) {
                to[at++] = (byte) c;
            } else {
                at = c < 0x80 ? hexEscape(to, at, c) : unicodeEscape(to, at, c);
            }
        }
        length = at;
        return this;
    }

    private static boolean isPlain(int c, int lowest) {
        return c >= lowest && c < 0x7f && c != '"' && c != '\\';
    }

    /// Returns the place behind it; there is room.
    private static int hexEscape(byte[] to, int at, int b) {
        to[at] = '\\';
        to[at + 1] = 'x';
        to[at + 2] = HEX[b >> 4];
        to[at + 3] = HEX[b & 15];
        return at + 4;
    }

    /// Returns the place behind it; there is room.
    private static int unicodeEscape(byte[] to, int at, int c) {
        to[at] = '\\';
        to[at + 1] = 'u';
        for (int i = 0; i < 4; i++) {
            to[at + 2 + i] = HEX[(c >> (12 - 4 * i)) & 15];
        }
        return at + 6;
    }

    private void jsonAscii(int b) {
        if (isPlain(b, 0x20)) {
            put(b);
        } else if (b == '"' || b == '\\') {
            put('\\').put(b);
        } else {
            length = unicodeEscape(bytes, length, b);
        }
    }

    private LineBuffer padded(int value, int digits) {
        int divisor = digits == 3 ? 100 : 10;
        for (; divisor > 0; divisor /= 10) {
            put('0' + value / divisor % 10);
        }
        return this;
    }

    /// The civil calendar from a day number, in eras of 400 years that begin on the first of March.
    private void formatDate(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (int) ((5 * dayOfYear + 2) / 153);
        int day = (int) (dayOfYear - (153L * marchMonth + 2) / 5 + 1);
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
        int[] parts = {year / 1000 % 10, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10};
        int[] places = {0, 1, 2, 3, 5, 6, 8};
        for (int i = 0; i < parts.length; i++) {
            date[places[i]] = (byte) ('0' + parts[i]);
        }
        date[4] = '-';
        date[7] = '-';
        date[9] = (byte) ('0' + day % 10);
        dateDay = epochDay;
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /// For tests and messages.
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}

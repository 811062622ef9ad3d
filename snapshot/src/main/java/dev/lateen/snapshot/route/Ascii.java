package dev.lateen.snapshot.route;

import java.nio.charset.StandardCharsets;

/// Comparing bytes without regard to ASCII case, and showing them.
final class Ascii {

    private Ascii() {}

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    /// Only ASCII letters change, so that the result has as many bytes as the text.
    static byte[] lowerBytes(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = lower(bytes[i]);
        }
        return bytes;
    }

    /// Whether `lowered` stands at `from`, in any case; the caller has checked that there is room.
    static boolean equalsLowered(byte[] buf, int from, byte[] lowered) {
        for (int i = 0; i < lowered.length; i++) {
            if (lower(buf[from + i]) != lowered[i]) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] buf, long range) {
        return new String(buf, RequestHead.start(range), RequestHead.length(range), StandardCharsets.UTF_8);
    }
}

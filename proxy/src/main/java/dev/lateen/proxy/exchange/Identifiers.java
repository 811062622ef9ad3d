package dev.lateen.proxy.exchange;

import java.util.random.RandomGenerator;

/// Random identifiers as ASCII, written into an array that is reused. They name requests and are no secrets.
final class Identifiers {

    static final int UUID_LENGTH = 36;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final RandomGenerator random;
    private final byte[] text = new byte[UUID_LENGTH];

    Identifiers(RandomGenerator random) {
        this.random = random;
    }

    /// A version 4 UUID; valid until the next call.
    byte[] uuid() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        int at = 0;
        for (int i = 0; i < 32; i++) {
            if (i == 8 || i == 12 || i == 16 || i == 20) {
                text[at++] = '-';
            }
            long word = i < 16 ? high : low;
            text[at++] = HEX[(int) (word >>> (60 - 4 * (i & 15))) & 15];
        }
        return text;
    }

    /// Hexadecimal digits, not all zero; valid until the next call.
    byte[] hex(int digits) {
        for (int i = 0; i < digits; i += 16) {
            long word = random.nextLong() | 1;
            for (int j = i; j < Math.min(digits, i + 16); j++) {
                text[j] = HEX[(int) (word >>> (4 * (j & 15))) & 15];
            }
        }
        return text;
    }

    /// True for about one in `n`.
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}

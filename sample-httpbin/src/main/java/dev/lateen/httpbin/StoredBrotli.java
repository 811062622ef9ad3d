package dev.lateen.httpbin;

import java.io.ByteArrayOutputStream;

/// Brotli (RFC 7932) that stores instead of compressing: every decoder reads it, and it needs neither native code
/// nor a dictionary.
///
/// The stream is a window size, then meta-blocks of at most 64 KiB that are marked as uncompressed, then an empty
/// last one. Bits are packed from the lowest upwards; an uncompressed block begins at a byte.
final class StoredBrotli {

    private static final int BLOCK = 1 << 16;

    private StoredBrotli() {}

    static byte[] encode(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
        // The first header shares its first byte with the window size: one 0 bit, a window of 16 bits.
        int windowBits = 1;
        for (int at = 0; at < bytes.length; at += BLOCK) {
            int length = Math.min(BLOCK, bytes.length - at);
            header(out, length, windowBits);
            windowBits = 0;
            out.write(bytes, at, length);
        }
        // ISLAST and ISLASTEMPTY.
        out.write(0b11 << windowBits);
        return out.toByteArray();
    }

    // ISLAST: 0, one bit. MNIBBLES: 0 for four, two bits. MLEN - 1, sixteen bits. ISUNCOMPRESSED: 1, one bit.
    private static void header(ByteArrayOutputStream out, int length, int shift) {
        int bits = (length - 1) << 3 | 1 << 19;
        for (int rest = bits << shift, i = 0; i < 3; i++, rest >>>= 8) {
            out.write(rest);
        }
    }
}

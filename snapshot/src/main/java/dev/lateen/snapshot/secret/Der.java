package dev.lateen.snapshot.secret;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The little DER (X.690) that it takes to put OpenSSL's older forms of a key into PKCS #8 (RFC 5208).
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int EC_PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] pkcs1) {
        return of(SEQUENCE, VERSION_0, RSA, of(OCTETS, pkcs1));
    }

    static byte[] pkcs8OfEc(byte[] sec1) throws InvalidSecret {
        return of(SEQUENCE, VERSION_0, of(SEQUENCE, EC_OID, curve(sec1)), of(OCTETS, sec1));
    }

    /// `ECPrivateKey ::= SEQUENCE { version, privateKey, [0] parameters, [1] publicKey }` (RFC 5915).
    private static byte[] curve(byte[] sec1) throws InvalidSecret {
        try {
            int at = content(sec1, 0);
            while (at < sec1.length) {
                int start = content(sec1, at);
                int end = start + length(sec1, at);
                if ((sec1[at] & 0xff) == EC_PARAMETERS) {
                    return Arrays.copyOfRange(sec1, start, end);
                }
                at = end;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new InvalidSecret("the EC key is cut short");
        }
        throw new InvalidSecret("the EC key does not name its curve");
    }

    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return length < 0 ? Integer.MAX_VALUE / 2 : length;
    }

    private static byte[] of(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

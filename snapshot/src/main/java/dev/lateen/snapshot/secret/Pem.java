package dev.lateen.snapshot.secret;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Reads PEM (RFC 7468): certificates, revocation lists, and keys in the three forms that OpenSSL writes.
public final class Pem {

    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "Ed25519"};

    private Pem() {}

    private record Block(String type, byte[] content) {}

    public static List<X509Certificate> certificates(String pem) throws InvalidSecret {
        var found = new ArrayList<X509Certificate>();
        for (var block : blocks(pem)) {
            if (block.type.equals("CERTIFICATE")) {
                try {
                    found.add((X509Certificate) factory().generateCertificate(new ByteArrayInputStream(block.content)));
                } catch (CertificateException e) {
                    throw new InvalidSecret("certificate " + (found.size() + 1) + " is broken");
                }
            }
        }
        if (found.isEmpty()) {
            throw new InvalidSecret("no certificate (expected: PEM with BEGIN CERTIFICATE)");
        }
        return found;
    }

    public static List<CRL> revoked(String pem) throws InvalidSecret {
        var found = new ArrayList<CRL>();
        for (var block : blocks(pem)) {
            if (block.type.equals("X509 CRL")) {
                try {
                    found.add(factory().generateCRL(new ByteArrayInputStream(block.content)));
                } catch (GeneralSecurityException e) {
                    throw new InvalidSecret("revocation list " + (found.size() + 1) + " is broken");
                }
            }
        }
        if (found.isEmpty()) {
            throw new InvalidSecret("no revocation list (expected: PEM with BEGIN X509 CRL)");
        }
        return found;
    }

    /// PKCS #8, PKCS #1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`), without a passphrase.
    public static PrivateKey key(String pem) throws InvalidSecret {
        for (var block : blocks(pem)) {
            switch (block.type) {
                case "PRIVATE KEY" -> {
                    return decode(block.content);
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(Der.pkcs8OfRsa(block.content));
                }
                case "EC PRIVATE KEY" -> {
                    return decode(Der.pkcs8OfEc(block.content));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new InvalidSecret("the key has a passphrase (expected: a key without one)");
                default -> {} // `EC PARAMETERS`, which OpenSSL puts in front
            }
        }
        throw new InvalidSecret("no key (expected: PEM with BEGIN PRIVATE KEY)");
    }

    private static PrivateKey decode(byte[] pkcs8) throws InvalidSecret {
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException | RuntimeException e) {
                continue; // of another kind
            }
        }
        throw new InvalidSecret("the key is broken, or of a kind that is not known (expected: RSA, EC or Ed25519)");
    }

    private static List<Block> blocks(String pem) throws InvalidSecret {
        var found = new ArrayList<Block>();
        int from = 0;
        for (int begin = pem.indexOf("-----BEGIN ", from); begin >= 0; begin = pem.indexOf("-----BEGIN ", from)) {
            int typeEnd = pem.indexOf("-----", begin + 11);
            var type = typeEnd < 0 ? "" : pem.substring(begin + 11, typeEnd);
            int end = pem.indexOf("-----END " + type + "-----", begin);
            if (typeEnd < 0 || end < typeEnd) {
                throw new InvalidSecret("PEM without an end");
            }
            var body = pem.substring(typeEnd + 5, end).getBytes(StandardCharsets.US_ASCII);
            try {
                found.add(new Block(type, Base64.getMimeDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                throw new InvalidSecret("PEM that is not base64");
            }
            from = end + 1;
        }
        return found;
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("X.509 is missing from this JDK", e);
        }
    }
}

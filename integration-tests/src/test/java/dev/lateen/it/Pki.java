package dev.lateen.it;

import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Certificates of a site and of people, as files and as Secrets of the gateway's namespace, for rows of TLS settings.
///
/// Files are `site.crt` and `site.key` (EC), `rsa.crt` and `rsa.key`, `alice.crt` and `alice.key`, authorities
/// `site-ca.crt` and `people-ca.crt`, `people.crl`, which revokes Bob, and `site.crl`, which revokes the RSA
/// certificate. Secrets are `site`, `rsa`, `alice`, and for authorities `site-cacert`, `alice-cacert` and `people`.
final class Pki {

    static final String SITE = "site.example.com";

    final Authority authority = Authority.create("site");
    final Authority people = Authority.create("people");
    final Certificate site = authority.certificate(SITE);
    final Certificate rsa = authority.certificate("RSA", Span.lasting(Duration.ofDays(365)), SITE);
    final Certificate alice = people.certificate("alice.example.com");
    final Certificate bob = people.certificate("bob.example.com");
    final Certificate stranger = Authority.create("strangers").certificate("alice.example.com");

    private final Path folder;

    /// Writes the files.
    Pki(Path folder) {
        this.folder = folder;
        try {
            write("site", site);
            write("rsa", rsa);
            write("alice", alice);
            Files.writeString(folder.resolve("site-ca.crt"), authority.pem());
            Files.writeString(folder.resolve("people-ca.crt"), people.pem());
            Files.writeString(folder.resolve("people.crl"), people.revoke(bob));
            Files.writeString(folder.resolve("site.crl"), authority.revoke(rsa));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, Certificate certificate) throws IOException {
        certificate.writePem(folder.resolve(name + ".crt"));
        certificate.writeKey(folder.resolve(name + ".key"));
    }

    String secrets() {
        return secret("site", "tls.crt: %s, tls.key: %s", site.pem(), site.keyPem())
                + secret("rsa", "tls.crt: %s, tls.key: %s", rsa.pem(), rsa.keyPem())
                + secret("alice", "tls.crt: %s, tls.key: %s", alice.pem(), alice.keyPem())
                + secret("alice-cacert", "ca.crt: %s", authority.pem())
                + secret("site-cacert", "ca.crt: %s", people.pem())
                + secret("people", "ca.crt: %s", people.pem());
    }

    private static String secret(String name, String data, String... values) {
        var encoded = Arrays.stream(values)
                .map(value -> Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .toArray();
        return """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: istio-system, name: %s}
                data: {%s}
                """.formatted(name, data.formatted(encoded));
    }

    /// Replaces `@` by the folder of the files, `SPKI` and `HASH` by those of Alice's certificate; `FILES` are the
    /// site's
    /// certificate and key, `OTHERS` those with an RSA key, `PEOPLE` whom clients have to be certified by.
    String fill(String settings) {
        var certificate = alice.certificate();
        try {
            var spki = sha256(certificate.getPublicKey().getEncoded());
            return settings.replace("FILES", "serverCertificate: @/site.crt, privateKey: @/site.key")
                    .replace("OTHERS", "serverCertificate: @/rsa.crt, privateKey: @/rsa.key")
                    .replace("PEOPLE", "caCertificates: @/people-ca.crt")
                    .replace("@", folder.toString())
                    .replace("SPKI", Base64.getEncoder().encodeToString(spki))
                    .replace("HASH", HexFormat.of().formatHex(sha256(certificate.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}

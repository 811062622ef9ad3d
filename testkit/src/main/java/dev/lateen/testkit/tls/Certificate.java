package dev.lateen.testkit.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;

/// A certificate with its key.
public record Certificate(X509Certificate certificate, KeyPair keys) {

    public String pem() {
        return write(certificate);
    }

    /// In PKCS #8.
    public String keyPem() {
        try {
            return write(new JcaPKCS8Generator(keys.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In the form of OpenSSL's older tools: PKCS #1 or SEC 1.
    public String oldKeyPem() {
        if (!(keys.getPrivate() instanceof ECPrivateKey ec)) {
            return write(keys.getPrivate());
        }
        // OpenSSL names the curve inside the key, which the JDK's encoding leaves to the wrapping around it.
        var info = PrivateKeyInfo.getInstance(ec.getEncoded());
        var parameters = info.getPrivateKeyAlgorithm().getParameters();
        var sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256, ec.getS(), parameters);
        try {
            return write(new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path writePem(Path file) throws IOException {
        return Files.writeString(file, pem());
    }

    public Path writeKey(Path file) throws IOException {
        return Files.writeString(file, keyPem());
    }

    static String write(Object content) {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

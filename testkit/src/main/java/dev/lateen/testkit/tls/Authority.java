package dev.lateen.testkit.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority that lives as long as its test.
public final class Authority {

    private static final AtomicLong SERIAL = new AtomicLong(0x1a7ee0);

    private final Certificate own;

    private Authority(Certificate own) {
        this.own = own;
    }

    public static Authority create(String name) {
        var keys = keys("EC");
        var subject = new X500Name("CN=" + name);
        var span = Span.lasting(Duration.ofDays(3650));
        return new Authority(new Certificate(issue(new Order(subject, keys, span), subject, keys, true), keys));
    }

    /// From when to when.
    public record Span(Instant begin, Instant end) {

        public static Span lasting(Duration duration) {
            var now = Instant.now();
            return new Span(now.minusSeconds(3600), now.plus(duration));
        }

        public static Span over() {
            var now = Instant.now();
            return new Span(now.minusSeconds(7200), now.minusSeconds(3600));
        }
    }

    private record Order(X500Name subject, KeyPair keys, Span span) {}

    public String pem() {
        return own.pem();
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    /// For a year, with an EC key.
    ///
    /// @param names host names, IP addresses or URIs
    public Certificate certificate(String... names) {
        return certificate("EC", Span.lasting(Duration.ofDays(365)), names);
    }

    /// @param algorithm `EC` or `RSA`
    public Certificate certificate(String algorithm, Span span, String... names) {
        var keys = keys(algorithm);
        var order = new Order(new X500Name("CN=" + names[0].replace(":", "").replace("/", "")), keys, span);
        var issuer = new X500Name(own.certificate().getSubjectX500Principal().getName());
        return new Certificate(issue(order, issuer, own.keys(), false, names), keys);
    }

    /// A list, in PEM, of certificates that are not good any more.
    public String revoke(Certificate... certificates) {
        try {
            var now = Instant.now();
            var list = new JcaX509v2CRLBuilder(own.certificate(), Date.from(now.minusSeconds(60)));
            list.setNextUpdate(Date.from(now.plus(Duration.ofDays(30))));
            for (var certificate : certificates) {
                list.addCRLEntry(certificate.certificate().getSerialNumber(), Date.from(now), 0);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(own.keys().getPrivate());
            return Certificate.write(new JcaX509CRLConverter().getCRL(list.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate issue(
            Order order, X500Name issuer, KeyPair signing, boolean authority, String... names) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(order.span().begin()),
                    Date.from(order.span().end()),
                    order.subject(),
                    order.keys().getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                var all = Arrays.stream(names).map(Authority::name).toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (CertIOException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static GeneralName name(String text) {
        if (text.contains("://")) {
            return new GeneralName(GeneralName.uniformResourceIdentifier, text);
        }
        boolean address = text.matches("[0-9.]+") || text.matches("[0-9a-f:]+:[0-9a-f:]*");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

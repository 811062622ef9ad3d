package dev.lateen.proxy.tls;

import dev.lateen.snapshot.secret.InvalidSecret;
import dev.lateen.snapshot.secret.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Authorities whose certificates are good, and certificates of theirs that are not any more.
record Trust(List<X509Certificate> authorities, List<CRL> revoked) {

    /// Where systems keep the authorities that they trust: Debian, Red Hat, openSUSE, Alpine.
    private static final List<Path> SYSTEM_FILES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    Trust {
        authorities = List.copyOf(authorities);
        revoked = List.copyOf(revoked);
    }

    static Trust of(String authorities, @Nullable String revoked) throws InvalidSecret {
        return new Trust(Pem.certificates(authorities), revoked == null ? List.of() : Pem.revoked(revoked));
    }

    /// What the system trusts; where it has no list, what the JDK brings.
    static X509TrustManager system() throws InvalidSecret {
        for (var file : SYSTEM_FILES) {
            if (Files.isReadable(file)) {
                try {
                    return of(Files.readString(file, StandardCharsets.ISO_8859_1), null)
                            .verifier();
                } catch (IOException e) {
                    throw new InvalidSecret("authorities of the system cannot be read: " + file);
                }
            }
        }
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((KeyStore) null);
            return only(factory);
        } catch (GeneralSecurityException e) {
            throw new InvalidSecret("authorities of the JDK cannot be read: " + e.getMessage());
        }
    }

    /// Checks chains up to these authorities (RFC 5280); names are left to others.
    X509TrustManager verifier() throws InvalidSecret {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(parameters(store));
            return only(factory);
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidSecret("authorities cannot be used: " + e.getMessage());
        }
    }

    private ManagerFactoryParameters parameters(KeyStore store) throws GeneralSecurityException {
        var parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        parameters.setRevocationEnabled(!revoked.isEmpty());
        if (!revoked.isEmpty()) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(revoked)));
        }
        return new CertPathTrustManagerParameters(parameters);
    }

    private static X509TrustManager only(TrustManagerFactory factory) {
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("PKIX without an X509TrustManager");
    }
}

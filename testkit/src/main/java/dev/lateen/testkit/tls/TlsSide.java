package dev.lateen.testkit.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// One side of a handshake, by the JDK: what it trusts and what it shows.
public final class TlsSide {

    private static final char[] NONE = {};

    private TlsSide() {}

    /// @param trusted null trusts nobody
    /// @param shown null shows nothing
    public static SSLContext of(@Nullable Authority trusted, @Nullable Certificate shown) {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            var anchors = store();
            if (trusted != null) {
                anchors.setCertificateEntry("authority", trusted.certificate());
            }
            trust.init(anchors);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            var own = store();
            if (shown != null) {
                var chain = new java.security.cert.Certificate[] {shown.certificate()};
                own.setKeyEntry("own", shown.keys().getPrivate(), NONE, chain);
            }
            keys.init(own, NONE);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store() throws GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store;
    }
}

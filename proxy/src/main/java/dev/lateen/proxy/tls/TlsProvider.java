package dev.lateen.proxy.tls;

import dev.lateen.proxy.TlsSettings.Provider;
import dev.lateen.snapshot.secret.Identity;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/// Who does the cryptography, and what is the same for every context.
///
/// Sessions are resumed by ticket or id for an hour; a context keeps at most 4,096 of them. Client-initiated
/// renegotiation, which costs a server more than the client, is off with both providers.
record TlsProvider(SslProvider ssl, String description) {

    private static final long SESSION_SECONDS = 3600;
    private static final long SESSIONS = 4096;
    private static final char[] IN_MEMORY = {};

    static TlsProvider of(Provider wanted) {
        // The JDK looks once, before its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        boolean openSsl = wanted != Provider.JDK && OpenSsl.isAvailable();
        if (openSsl) {
            return new TlsProvider(SslProvider.OPENSSL_REFCNT, OpenSsl.versionString());
        }
        if (wanted == Provider.OPENSSL) {
            var cause = OpenSsl.unavailabilityCause();
            throw new IllegalStateException("lateen.proxy.tls.provider: openssl does not load here"
                    + (cause == null ? "" : ": " + cause.getMessage()) + " (expected: auto or jdk)");
        }
        return jdk();
    }

    private static TlsProvider jdk() {
        return new TlsProvider(SslProvider.JDK, "JDK " + Runtime.version().feature());
    }

    /// Netty asks BoringSSL for a certificate without telling what the client can do; only the JDK chooses among
    /// several
    /// kinds of key by that.
    TlsProvider choosingAmong(int identities) {
        return identities > 1 ? jdk() : this;
    }

    SslContextBuilder common(SslContextBuilder builder, List<String> ciphers, List<String> protocols) {
        return builder.sslProvider(ssl)
                .ciphers(ciphers, SupportedCipherSuiteFilter.INSTANCE)
                .protocols(protocols)
                .sessionTimeout(SESSION_SECONDS)
                .sessionCacheSize(SESSIONS);
    }

    /// Each handshake gets the identity whose kind of key suits it.
    KeyManagerFactory keys(List<Identity> identities) throws GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        for (int i = 0; i < identities.size(); i++) {
            var chain = identities.get(i).chain().toArray(Certificate[]::new);
            store.setKeyEntry("identity-" + i, identities.get(i).key(), IN_MEMORY, chain);
        }
        var factory = ssl == SslProvider.JDK
                ? KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
                : new OpenSslX509KeyManagerFactory();
        factory.init(store, IN_MEMORY);
        return factory;
    }
}

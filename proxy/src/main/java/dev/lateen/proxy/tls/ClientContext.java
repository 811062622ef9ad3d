package dev.lateen.proxy.tls;

import dev.lateen.snapshot.UpstreamTls;
import dev.lateen.snapshot.secret.InvalidSecret;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How the endpoints of a cluster are spoken to over TLS.
public final class ClientContext extends ServedContext {

    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private final UpstreamTls tls;

    ClientContext(UpstreamTls tls) {
        this.tls = tls;
    }

    /// The name to ask for when the cluster has its own; null asks for that of the request.
    public @Nullable String sni() {
        return tls.sni();
    }

    /// For one connection; null when a secret is missing.
    ///
    /// @param name to ask for and to be shown a certificate of
    public @Nullable SslHandler handler(ByteBufAllocator allocator, String name, int port) {
        var context = current();
        return context == null ? null : context.newHandler(allocator, name, port);
    }

    @Override
    Set<String> secrets() {
        var names = new HashSet<String>();
        if (tls.caSecret() != null) {
            names.add(tls.caSecret());
        }
        if (tls.clientSecret() != null) {
            names.add(tls.clientSecret());
        }
        return names;
    }

    @Override
    SslContext build(SecretStore secrets, TlsProvider provider)
            throws InvalidSecret, GeneralSecurityException, SSLException {
        var builder = SslContextBuilder.forClient().trustManager(verifier(secrets));
        if (tls.clientSecret() != null) {
            builder.keyManager(provider.keys(List.of(secrets.identity(tls.clientSecret()))));
        }
        return provider.common(builder, CipherNames.of(List.of()), PROTOCOLS).build();
    }

    private PeerVerifier verifier(SecretStore secrets) throws InvalidSecret {
        if (tls.insecureSkipVerify()) {
            return PeerVerifier.none();
        }
        var chains = tls.caSecret() == null
                ? secrets.system()
                : secrets.trust(tls.caSecret()).verifier();
        return PeerVerifier.ofServers(chains, tls.subjectAltNames());
    }
}

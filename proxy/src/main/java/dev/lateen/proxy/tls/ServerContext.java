package dev.lateen.proxy.tls;

import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.secret.Identity;
import dev.lateen.snapshot.secret.InvalidSecret;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How connections of a filter chain end TLS.
public final class ServerContext extends ServedContext {

    private static final List<String> PROTOCOLS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final String DEFAULT_MIN = "TLSv1.2";
    private static final String DEFAULT_MAX = "TLSv1.3";

    private final DownstreamTls tls;
    private final long handshakeMillis;

    ServerContext(DownstreamTls tls, long handshakeMillis) {
        this.tls = tls;
        this.handshakeMillis = handshakeMillis;
    }

    /// For one connection; null when there is no certificate to show, so that the connection can only be closed.
    public @Nullable SslHandler handler(ByteBufAllocator allocator) {
        var context = current();
        if (context == null) {
            return null;
        }
        var handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        return handler;
    }

    @Override
    Set<String> secrets() {
        var names = new HashSet<>(tls.secrets());
        if (tls.caSecret() != null) {
            names.add(tls.caSecret());
        }
        return names;
    }

    @Override
    SslContext build(SecretStore secrets, TlsProvider wanted)
            throws InvalidSecret, GeneralSecurityException, SSLException {
        var identities = new ArrayList<Identity>();
        for (var name : tls.secrets()) {
            identities.add(secrets.identity(name));
        }
        var provider = wanted.choosingAmong(identities.size());
        var builder = SslContextBuilder.forServer(provider.keys(identities));
        if (tls.mode() != DownstreamTls.Mode.SIMPLE) {
            if (tls.caSecret() == null) {
                throw new InvalidSecret(
                        "no authorities of client certificates (expected: some in mode " + tls.mode() + ")");
            }
            var chains = secrets.trust(tls.caSecret()).verifier();
            builder.trustManager(PeerVerifier.ofClients(chains, tls))
                    .clientAuth(tls.mode() == DownstreamTls.Mode.MUTUAL ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return provider.common(builder, CipherNames.of(tls.cipherSuites()), protocols())
                .build();
    }

    private List<String> protocols() {
        int min = PROTOCOLS.indexOf(tls.minVersion() == null ? DEFAULT_MIN : tls.minVersion());
        int max = PROTOCOLS.indexOf(tls.maxVersion() == null ? DEFAULT_MAX : tls.maxVersion());
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("versions " + tls.minVersion() + " to " + tls.maxVersion()
                    + " (expected: a range of " + PROTOCOLS + ")");
        }
        return PROTOCOLS.subList(min, max + 1);
    }
}

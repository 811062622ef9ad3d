package dev.lateen.proxy.tls;

import dev.lateen.snapshot.secret.InvalidSecret;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A context for handshakes that follows its secrets: a new one takes the place of the old one when it can be built, so
/// that connections from now on use it; when it cannot, the old one stays. Event loops read, one thread writes.
abstract class ServedContext {

    private static final Logger LOGGER = Logger.getLogger(ServedContext.class);

    private volatile @Nullable SslContext current;
    private volatile String problem = "not built yet";

    /// Names of the secrets that it is made of.
    abstract Set<String> secrets();

    abstract SslContext build(SecretStore secrets, TlsProvider provider)
            throws InvalidSecret, GeneralSecurityException, SSLException;

    /// Null as long as a secret is missing: handshakes fail then, as with Istio.
    final @Nullable SslContext current() {
        return current;
    }

    /// Why there is none, or why the newest secrets are not in force; empty when all is well.
    public final String problem() {
        return problem;
    }

    /// Returns the context that is not used for new handshakes any more; its owner releases it.
    final @Nullable SslContext rebuild(SecretStore secrets, TlsProvider provider) {
        try {
            var next = build(secrets, provider);
            var old = current;
            current = next;
            problem = "";
            return old;
        } catch (InvalidSecret | GeneralSecurityException | SSLException | IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
            LOGGER.warnf(
                    "tls context cannot be built secrets=%s reason=%s%s",
                    secrets(), problem, current == null ? "" : "; the last good one stays");
            return null;
        }
    }

    final void release() {
        ReferenceCountUtil.release(current);
        current = null;
    }
}

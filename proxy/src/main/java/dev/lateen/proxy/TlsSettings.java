package dev.lateen.proxy;

import java.time.Duration;

/// How a proxy does TLS.
///
/// @param handshakeTimeout of a downstream connection, from the end of its ClientHello; upstream, a handshake is part
/// of
///     the cluster's connect timeout
public record TlsSettings(Provider provider, Duration handshakeTimeout) {

    public static final TlsSettings DEFAULT = new TlsSettings(Provider.AUTO, Duration.ofSeconds(15));

    /// Who does the cryptography.
    public enum Provider {
        /// BoringSSL where it loads, else the JDK.
        AUTO,
        /// BoringSSL, or no start.
        OPENSSL,
        JDK
    }

    public TlsSettings {
        if (!handshakeTimeout.isPositive()) {
            throw new IllegalArgumentException("handshakeTimeout: " + handshakeTimeout + " (expected: more than zero)");
        }
    }
}

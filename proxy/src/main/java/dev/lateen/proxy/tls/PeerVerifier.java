package dev.lateen.proxy.tls;

import dev.lateen.snapshot.DownstreamTls;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Says whether the certificate of the other side will do: first its chain, then who it is for. Any thread.
final class PeerVerifier extends X509ExtendedTrustManager {

    private final @Nullable X509TrustManager chains;
    private final Claim claim;

    /// What is asked of a certificate whose chain is good.
    @FunctionalInterface
    private interface Claim {
        /// @param name that was asked for; empty when nobody knows it
        void check(X509Certificate certificate, String name) throws CertificateException;
    }

    private PeerVerifier(@Nullable X509TrustManager chains, Claim claim) {
        this.chains = chains;
        this.claim = claim;
    }

    static PeerVerifier ofClients(X509TrustManager chains, DownstreamTls tls) {
        return new PeerVerifier(chains, (certificate, _) -> {
            checkNames(certificate, tls.subjectAltNames());
            checkPins(certificate, tls);
        });
    }

    /// @param names one of which the server has to be; without any, the name that was asked for
    static PeerVerifier ofServers(X509TrustManager chains, List<String> names) {
        return new PeerVerifier(
                chains, (certificate, name) -> checkNames(certificate, names.isEmpty() ? List.of(name) : names));
    }

    static PeerVerifier none() {
        return new PeerVerifier(null, (_, _) -> {});
    }

    private static void checkNames(X509Certificate certificate, List<String> wanted) throws CertificateException {
        var names = SubjectNames.of(certificate);
        if (!wanted.isEmpty() && !names.matchAny(wanted)) {
            throw new CertificateException("certificate is for " + names.dns() + names.uris() + names.others()
                    + " (expected: one of " + wanted + ")");
        }
    }

    private static void checkPins(X509Certificate certificate, DownstreamTls tls) throws CertificateException {
        if (tls.spki().isEmpty() && tls.hashes().isEmpty()) {
            return;
        }
        var key = Base64.getEncoder()
                .encodeToString(sha256(certificate.getPublicKey().getEncoded()));
        var hash = HexFormat.of().formatHex(sha256(certificate.getEncoded()));
        boolean pinned = tls.spki().contains(key)
                || tls.hashes().stream()
                        .anyMatch(one ->
                                one.replace(":", "").toLowerCase(Locale.ROOT).equals(hash));
        if (!pinned) {
            throw new CertificateException("certificate has hash " + hash
                    + " (expected: one of verifyCertificateHash or verifyCertificateSpki)");
        }
    }

    static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chains != null) {
            chains.checkClientTrusted(chain, authType);
        }
        claim.check(chain[0], "");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType, engine.getPeerHost());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType, null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType, null);
    }

    private void check(X509Certificate[] chain, String authType, @Nullable String name) throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType);
        }
        claim.check(chain[0], name == null ? "" : name);
    }

    /// Authorities that clients are told of, so that they choose a certificate that will do.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains == null ? new X509Certificate[0] : chains.getAcceptedIssuers();
    }
}

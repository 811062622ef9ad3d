package dev.lateen.proxy.tls;

import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// What a handshake has told of a client.
///
/// @param serverName that it asked for; null when it asked for none
/// @param forwardedCert value of `x-forwarded-client-cert` in Envoy's format, as Istio's gateways set it (hash,
///     certificate, subject, URI, DNS names); null when it showed no certificate
public record TlsPeer(@Nullable String serverName, byte @Nullable [] forwardedCert) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /// After the handshake.
    public static TlsPeer of(@Nullable String serverName, SslHandler handler) {
        try {
            var chain = handler.engine().getSession().getPeerCertificates();
            var own = chain.length > 0 && chain[0] instanceof X509Certificate x509 ? x509 : null;
            return new TlsPeer(serverName, own == null ? null : forwarded(own));
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return new TlsPeer(serverName, null); // it showed none
        }
    }

    private static byte[] forwarded(X509Certificate certificate) throws CertificateEncodingException {
        var encoded = certificate.getEncoded();
        var names = SubjectNames.of(certificate);
        var text = new StringBuilder("Hash=").append(HexFormat.of().formatHex(PeerVerifier.sha256(encoded)));
        var pem = "-----BEGIN CERTIFICATE-----\n" + LINES.encodeToString(encoded) + "\n-----END CERTIFICATE-----\n";
        text.append(";Cert=\"").append(urlEncoded(pem)).append('"');
        var subject = certificate.getSubjectX500Principal().getName();
        text.append(";Subject=\"").append(subject.replace("\"", "\\\"")).append('"');
        text.append(";URI=").append(names.uris().isEmpty() ? "" : names.uris().getFirst());
        names.dns().forEach(name -> text.append(";DNS=").append(name));
        return printable(text.toString());
    }

    private static String urlEncoded(String pem) {
        return pem.replace("\n", "%0A")
                .replace(" ", "%20")
                .replace("+", "%2B")
                .replace("/", "%2F")
                .replace("=", "%3D");
    }

    /// A certificate is the client's word: nothing of it may end a header.
    private static byte[] printable(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if ((bytes[i] >= 0 && bytes[i] < 0x20) || bytes[i] == 0x7f) {
                bytes[i] = '?';
            }
        }
        return bytes;
    }
}

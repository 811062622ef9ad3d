package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Gateway.Server;
import dev.lateen.api.networking.Gateway.ServerTLSSettings;
import dev.lateen.api.networking.Gateway.TLSProtocol;
import dev.lateen.api.networking.Gateway.TLSmode;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.DownstreamTls.Mode;
import dev.lateen.snapshot.SecretName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How servers of Gateways and ingress listeners of Sidecars end TLS. Secrets are those of the namespace that the proxy
/// itself runs in, whatever the namespace of the resource.
final class ServerTls {

    private static final String AUTHORITY_SUFFIX = "-cacert";

    private final ProxyView view;

    ServerTls(ProxyView view) {
        this.view = view;
    }

    /// Whether TLS ends at the proxy, so that it needs a certificate.
    static boolean ends(@Nullable ServerTLSSettings tls) {
        return switch (mode(tls)) {
            case SIMPLE, MUTUAL, OPTIONAL_MUTUAL -> true;
            case PASSTHROUGH, AUTO_PASSTHROUGH, ISTIO_MUTUAL -> false;
        };
    }

    /// Whether there is HTTP behind the TLS that ends at the gateway.
    static boolean isHttps(Server server) {
        var port = server.port();
        return ends(server.tls()) && port != null && "https".equalsIgnoreCase(port.protocol());
    }

    static TLSmode mode(@Nullable ServerTLSSettings tls) {
        var mode = tls == null ? null : tls.mode();
        return mode == null ? TLSmode.PASSTHROUGH : mode;
    }

    /// Null when the server is refused, which is warned about.
    ///
    /// @param path of the settings in the resource
    @Nullable
    DownstreamTls compile(Resource<?> resource, String path, @Nullable ServerTLSSettings tls) {
        if (tls == null) {
            return null;
        }
        var refused = new NeededSecrets.Reason(resource, path, "; the server is refused");
        var certificates = certificates(tls);
        var authority = mode(tls) == TLSmode.SIMPLE ? null : authority(tls);
        if (certificates.isEmpty()) {
            view.warn(
                    resource,
                    path,
                    "no certificate (expected: credentialName, or serverCertificate and privateKey); the server is"
                            + " refused");
            return null;
        }
        for (var name : certificates) {
            if (!need(refused, name)) {
                return null;
            }
        }
        if (authority != null) {
            need(refused, authority);
        }
        return new DownstreamTls(
                Mode.valueOf(mode(tls).name()),
                certificates.stream().map(SecretName::toString).toList(),
                authority == null ? null : authority.toString(),
                version(tls.minProtocolVersion()),
                version(tls.maxProtocolVersion()),
                tls.cipherSuites(),
                tls.subjectAltNames(),
                tls.verifyCertificateSpki(),
                tls.verifyCertificateHash());
    }

    private List<SecretName> certificates(ServerTLSSettings tls) {
        var names = new ArrayList<SecretName>();
        credentials(tls).forEach(name -> names.add(kubernetes(name)));
        if (!names.isEmpty()) {
            return names;
        }
        for (var pair : tls.tlsCertificates()) {
            addFiles(names, pair.serverCertificate(), pair.privateKey());
        }
        if (names.isEmpty()) {
            addFiles(names, tls.serverCertificate(), tls.privateKey());
        }
        return names;
    }

    private static void addFiles(List<SecretName> names, @Nullable String certificate, @Nullable String key) {
        if (certificate != null && key != null && !certificate.isEmpty() && !key.isEmpty()) {
            names.add(new SecretName.CertificateFiles(certificate, key));
        }
    }

    private @Nullable SecretName authority(ServerTLSSettings tls) {
        var named = given(tls.caCertCredentialName());
        if (named != null) {
            return kubernetes(named);
        }
        var credentials = credentials(tls);
        if (!credentials.isEmpty()) {
            return kubernetes(credentials.getFirst() + AUTHORITY_SUFFIX);
        }
        var file = given(tls.caCertificates());
        if (file == null && !tls.tlsCertificates().isEmpty()) {
            file = given(tls.tlsCertificates().getFirst().caCertificates());
        }
        return file == null ? null : new SecretName.AuthorityFiles(file, given(tls.caCrl()));
    }

    private static List<String> credentials(ServerTLSSettings tls) {
        var name = given(tls.credentialName());
        return name == null ? tls.credentialNames() : List.of(name);
    }

    private SecretName.Kubernetes kubernetes(String name) {
        return new SecretName.Kubernetes(view.node().namespace(), name);
    }

    /// False when the secret may not travel to this proxy: then the server is refused. A Secret that is not there is
    /// another matter: the port is open and handshakes fail, as with Istio.
    private boolean need(NeededSecrets.Reason reason, SecretName name) {
        return !(name instanceof SecretName.Kubernetes kubernetes)
                || view.secrets().need(kubernetes, reason);
    }

    private static @Nullable String version(@Nullable TLSProtocol protocol) {
        return switch (protocol) {
            case TLSV1_0 -> "TLSv1";
            case TLSV1_1 -> "TLSv1.1";
            case TLSV1_2 -> "TLSv1.2";
            case TLSV1_3 -> "TLSv1.3";
            case TLS_AUTO -> null;
            case null -> null;
        };
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}

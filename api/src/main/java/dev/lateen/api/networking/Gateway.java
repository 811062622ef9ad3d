package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Listeners at the edge; field by field Istio's `networking.istio.io/Gateway`.
public record Gateway(List<Server> servers, Map<String, String> selector) {

    public Gateway {
        servers = List.copyOf(servers);
        selector = OrderedMaps.copyOf(selector);
    }

    public record Server(
            @Nullable Port port,
            @Nullable String bind,
            List<String> hosts,
            @Nullable ServerTLSSettings tls,
            @Nullable String defaultEndpoint,
            @Nullable String name) {
        public Server {
            hosts = List.copyOf(hosts);
        }
    }

    public record Port(
            @Nullable Integer number,
            @Nullable String protocol,
            @Nullable String name,
            @Nullable Integer targetPort) {}

    public record ServerTLSSettings(
            @Nullable Boolean httpsRedirect,
            @Nullable TLSmode mode,
            @Nullable String serverCertificate,
            @Nullable String privateKey,
            @Nullable String caCertificates,
            @Nullable String caCrl,
            @Nullable String credentialName,
            List<String> credentialNames,
            @Nullable String caCertCredentialName,
            List<TLSCertificate> tlsCertificates,
            List<String> subjectAltNames,
            List<String> verifyCertificateSpki,
            List<String> verifyCertificateHash,
            @Nullable TLSProtocol minProtocolVersion,
            @Nullable TLSProtocol maxProtocolVersion,
            List<String> cipherSuites,
            @Nullable Boolean insecureSkipVerify) {
        public ServerTLSSettings {
            credentialNames = List.copyOf(credentialNames);
            tlsCertificates = List.copyOf(tlsCertificates);
            subjectAltNames = List.copyOf(subjectAltNames);
            verifyCertificateSpki = List.copyOf(verifyCertificateSpki);
            verifyCertificateHash = List.copyOf(verifyCertificateHash);
            cipherSuites = List.copyOf(cipherSuites);
        }
    }

    public record TLSCertificate(
            @Nullable String serverCertificate,
            @Nullable String privateKey,
            @Nullable String caCertificates) {}

    public enum TLSmode {
        PASSTHROUGH,
        SIMPLE,
        MUTUAL,
        AUTO_PASSTHROUGH,
        ISTIO_MUTUAL,
        OPTIONAL_MUTUAL
    }

    public enum TLSProtocol {
        TLS_AUTO,
        TLSV1_0,
        TLSV1_1,
        TLSV1_2,
        TLSV1_3
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.networking.Gateway.ServerTLSSettings;
import dev.lateen.api.networking.Gateway.TLSmode;
import dev.lateen.api.networking.Sidecar.IstioIngressListener;
import dev.lateen.api.networking.Sidecar.SidecarPort;
import java.util.Set;

/// One `ingress` listener of a Sidecar: what stands in front of the application.
final class SidecarIngressRules {

    private static final Set<String> HOSTS = Set.of("127.0.0.1", "0.0.0.0", "[::1]", "[::]");

    private SidecarIngressRules() {}

    static void check(Findings findings, String path, IstioIngressListener listener) {
        SidecarPort port = listener.port();
        if (port == null) {
            findings.missing(path + ".port", "a port with number and name");
        } else {
            Ports.check(findings, path + ".port.number", port.number() == null ? 0 : port.number());
            Ports.checkName(findings, path + ".port.name", port.name());
            SidecarValidator.protocol(findings, path, port);
        }
        String bind = Findings.orEmpty(listener.bind());
        if (!bind.isEmpty() && !Addresses.isIp(bind)) {
            findings.bad(path + ".bind", bind, "an IP address");
        }
        endpoint(findings, path + ".defaultEndpoint", Findings.orEmpty(listener.defaultEndpoint()));
        String protocol = port == null ? "" : Findings.orEmpty(port.protocol());
        if (listener.tls() != null) {
            tls(findings, path + ".tls", listener.tls(), protocol);
        }
        if (listener.connectionPool() != null) {
            ConnectionPoolRules.check(findings, path + ".connectionPool", listener.connectionPool());
            if (listener.connectionPool().http() != null && !protocol.isEmpty() && !Ports.isHttp(protocol)) {
                findings.warning(path + ".connectionPool.http", "no effect on protocol " + Findings.show(protocol));
            }
        }
    }

    private static void endpoint(Findings findings, String path, String endpoint) {
        if (endpoint.isEmpty()) {
            return;
        }
        if (Addresses.isUnix(endpoint)) {
            Addresses.checkUnix(findings, path, endpoint);
            return;
        }
        int colon = endpoint.lastIndexOf(':');
        if (colon < 0
                || !HOSTS.contains(endpoint.substring(0, colon))
                || !Ports.isNumber(endpoint.substring(colon + 1))) {
            findings.bad(path, endpoint, "127.0.0.1, 0.0.0.0, [::1] or [::] with a port, or unix://");
        }
    }

    private static void tls(Findings findings, String path, ServerTLSSettings tls, String protocol) {
        if (!Ports.isTls(protocol)) {
            findings.error(path, "TLS settings on protocol " + Findings.show(protocol) + " (expected: HTTPS or TLS)");
        }
        if (tls.mode() == TLSmode.ISTIO_MUTUAL || tls.mode() == TLSmode.AUTO_PASSTHROUGH) {
            findings.bad(path + ".mode", tls.mode(), "SIMPLE, MUTUAL or OPTIONAL_MUTUAL");
        }
        if (Boolean.TRUE.equals(tls.httpsRedirect())) {
            findings.bad(path + ".httpsRedirect", true, "none, only a gateway redirects");
        }
        none(findings, path + ".credentialName", Findings.isBlank(tls.credentialName()));
        none(findings, path + ".credentialNames", tls.credentialNames().isEmpty());
        none(findings, path + ".tlsCertificates", tls.tlsCertificates().isEmpty());
        none(findings, path + ".subjectAltNames", tls.subjectAltNames().isEmpty());
        ServerTlsRules.check(findings, path, tls);
    }

    private static void none(Findings findings, String path, boolean absent) {
        if (!absent) {
            findings.error(path, "not supported by sidecars (expected: certificates in files)");
        }
    }
}

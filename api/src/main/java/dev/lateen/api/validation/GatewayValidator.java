package dev.lateen.api.validation;

import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.Gateway.Port;
import dev.lateen.api.networking.Gateway.Server;
import dev.lateen.api.networking.Gateway.TLSmode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules of a Gateway.
final class GatewayValidator {

    private final Findings findings;
    private final Set<String> portNames = new HashSet<>();

    GatewayValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Gateway gateway) {
        if (gateway.servers().isEmpty()) {
            findings.missing("spec.servers", "at least one server");
        }
        Labels.check(findings, "spec.selector", gateway.selector());
        for (int i = 0; i < gateway.servers().size(); i++) {
            server(gateway.servers().get(i), "spec.servers[" + i + "]");
        }
    }

    private void server(Server server, String path) {
        if (server.hosts().isEmpty()) {
            findings.missing(path + ".hosts", "at least one host");
        }
        for (int i = 0; i < server.hosts().size(); i++) {
            host(server.hosts().get(i), path + ".hosts[" + i + "]");
        }
        boolean socket = bind(server.bind(), path + ".bind");
        if (server.port() == null) {
            findings.missing(path + ".port", "a port with number, name and protocol");
        } else {
            port(server.port(), path + ".port", socket);
            tls(server, server.port(), path);
        }
        if (server.tls() != null) {
            ServerTlsRules.check(findings, path + ".tls", server.tls());
        }
    }

    private void host(String host, String path) {
        int slash = host.indexOf('/');
        if (slash >= 0) {
            String namespace = host.substring(0, slash);
            if (!namespace.equals("*") && !namespace.equals(".") && !Names.isLabel(namespace)) {
                findings.bad(path, host, "\"*\", \".\" or a namespace before the slash");
            }
        }
        String name = host.substring(slash + 1);
        if (!name.equals("*") && name.indexOf('.') < 0 && Names.isLabel(name)) {
            findings.bad(path, host, "a whole domain name, short names are ambiguous at a gateway");
        } else {
            Hosts.checkWildcardDomainOrIp(findings, path, name);
        }
    }

    /// Whether the server listens on a Unix socket, which has no port.
    private boolean bind(@Nullable String bind, String path) {
        if (bind == null || bind.isEmpty()) {
            return false;
        }
        if (Addresses.isUnix(bind)) {
            Addresses.checkUnix(findings, path, bind);
            return true;
        }
        if (!Addresses.isIp(bind)) {
            findings.bad(path, bind, "an IP address or unix://");
        }
        return false;
    }

    private void port(Port port, String path, boolean socket) {
        int number = port.number() == null ? 0 : port.number();
        if (socket && number != 0) {
            findings.bad(path + ".number", number, "0, the server is bound to a Unix socket");
        } else if (!socket) {
            Ports.check(findings, path + ".number", number);
        }
        if (port.name() == null || port.name().isEmpty()) {
            findings.missing(path + ".name", "a name for the port");
        } else if (!portNames.add(port.name())) {
            findings.bad(path + ".name", port.name(), "each port name once");
        }
        Ports.checkProtocol(findings, path + ".protocol", port.protocol());
        if (port.targetPort() != null && port.targetPort() != 0) {
            findings.bad(path + ".targetPort", port.targetPort(), "none, a Gateway listens on number");
        }
    }

    private void tls(Server server, Port port, String path) {
        String protocol = Findings.orEmpty(port.protocol());
        if (server.tls() == null) {
            if (Ports.isTls(protocol)) {
                findings.missing(path + ".tls", "tls for protocol " + protocol);
            }
            return;
        }
        if (Boolean.TRUE.equals(server.tls().httpsRedirect()) && !Ports.isHttp(protocol)) {
            findings.warning(
                    path + ".tls.httpsRedirect",
                    "no effect on protocol " + Findings.show(protocol) + " (expected: an HTTP server)");
        }
        if (Ports.isHttp(protocol)) {
            TLSmode mode = server.tls().mode();
            if (ServerTlsRules.hasCertificates(server.tls()) || (mode != null && mode != TLSmode.PASSTHROUGH)) {
                findings.error(
                        path + ".tls",
                        "TLS settings on protocol " + protocol + " (expected: nothing but httpsRedirect)");
            }
        } else if (Ports.isKnown(protocol) && !Ports.isTls(protocol)) {
            findings.error(path + ".tls", "TLS settings on protocol " + protocol + " (expected: HTTPS or TLS)");
        }
    }
}

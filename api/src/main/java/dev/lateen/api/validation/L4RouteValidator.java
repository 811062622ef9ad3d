package dev.lateen.api.validation;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.networking.VirtualService.L4MatchAttributes;
import dev.lateen.api.networking.VirtualService.TCPRoute;
import dev.lateen.api.networking.VirtualService.TLSMatchAttributes;
import dev.lateen.api.networking.VirtualService.TLSRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of `spec.tls` or `spec.tcp`.
final class L4RouteValidator {

    private final Findings findings;

    L4RouteValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(TLSRoute route, String path, List<String> hosts) {
        if (route.match().isEmpty()) {
            findings.missing(path + ".match", "at least one match with sniHosts");
        }
        for (int i = 0; i < route.match().size(); i++) {
            TLSMatchAttributes match = route.match().get(i);
            String at = path + ".match[" + i + "]";
            sniHosts(match.sniHosts(), at + ".sniHosts", hosts);
            subnets(match.destinationSubnets(), at + ".destinationSubnets");
            port(match.port(), at + ".port");
            Labels.check(findings, at + ".sourceLabels", match.sourceLabels());
            GatewayNames.check(findings, at + ".gateways", match.gateways());
            namespace(match.sourceNamespace(), at + ".sourceNamespace");
        }
        Destinations.checkL4(findings, path + ".route", route.route());
    }

    void validate(TCPRoute route, String path) {
        for (int i = 0; i < route.match().size(); i++) {
            L4MatchAttributes match = route.match().get(i);
            String at = path + ".match[" + i + "]";
            subnets(match.destinationSubnets(), at + ".destinationSubnets");
            if (match.sourceSubnet() != null && !match.sourceSubnet().isEmpty()) {
                Addresses.checkSubnet(findings, at + ".sourceSubnet", match.sourceSubnet());
            }
            port(match.port(), at + ".port");
            Labels.check(findings, at + ".sourceLabels", match.sourceLabels());
            GatewayNames.check(findings, at + ".gateways", match.gateways());
            namespace(match.sourceNamespace(), at + ".sourceNamespace");
        }
        Destinations.checkL4(findings, path + ".route", route.route());
    }

    private void sniHosts(List<String> names, String path, List<String> hosts) {
        if (names.isEmpty()) {
            findings.missing(path, "at least one host");
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String at = path + "[" + i + "]";
            if (Addresses.isIp(name)) {
                findings.warning(at, Findings.show(name) + " is an IP address, which clients do not send as SNI");
            } else if (!Hosts.isWildcardDomain(name)) {
                Hosts.checkWildcardDomain(findings, at, name);
            } else if (hosts.stream().noneMatch(host -> Hostname.subsetOf(name, host))) {
                findings.bad(at, name, "covered by one of the hosts " + Findings.choices(hosts));
            }
        }
    }

    private void subnets(List<String> subnets, String path) {
        for (int i = 0; i < subnets.size(); i++) {
            Addresses.checkSubnet(findings, path + "[" + i + "]", subnets.get(i));
        }
    }

    private void port(@Nullable Integer port, String path) {
        if (port != null && port != 0) {
            Ports.check(findings, path, port);
        }
    }

    private void namespace(@Nullable String namespace, String path) {
        if (namespace != null && !namespace.isEmpty() && !Names.isLabel(namespace)) {
            findings.bad(path, namespace, Names.LABEL);
        }
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.networking.VirtualService;
import java.util.List;

/// The rules of a VirtualService as a whole; its routes have validators of their own.
///
/// Without hosts it is a delegate: a piece of another one's routes, which brings no hosts, gateways, tls or tcp.
final class VirtualServiceValidator {

    private static final String MESH = "mesh";

    /// Every host is compared with so many before it: a file must not cost the square of its size.
    private static final int COMPARED = 2_000;

    private final Findings findings;
    private final String namespace;

    VirtualServiceValidator(Findings findings, String namespace) {
        this.findings = findings;
        this.namespace = namespace;
    }

    void validate(VirtualService service) {
        boolean delegate = service.hosts().isEmpty();
        if (delegate) {
            checkDelegate(service);
        } else {
            checkHosts(service);
        }
        GatewayNames.check(findings, "spec.gateways", service.gateways());
        if (service.http().isEmpty() && service.tls().isEmpty() && service.tcp().isEmpty()) {
            findings.missing("spec", "http, tls or tcp");
        }
        boolean atGateway = service.gateways().stream().anyMatch(name -> !name.equals(MESH));
        HttpRouteValidator http = new HttpRouteValidator(findings, delegate, atGateway || delegate);
        for (int i = 0; i < service.http().size(); i++) {
            http.validate(service.http().get(i), "spec.http[" + i + "]");
        }
        L4RouteValidator l4 = new L4RouteValidator(findings);
        for (int i = 0; i < service.tls().size(); i++) {
            l4.validate(service.tls().get(i), "spec.tls[" + i + "]", service.hosts());
        }
        for (int i = 0; i < service.tcp().size(); i++) {
            l4.validate(service.tcp().get(i), "spec.tcp[" + i + "]");
        }
        ExportTo.check(findings, service.exportTo(), namespace);
        RuleReachability.check(findings, service);
    }

    private void checkDelegate(VirtualService service) {
        if (!service.gateways().isEmpty()) {
            findings.error("spec.gateways", "gateways without hosts (expected: none in a delegate)");
        }
        if (!service.tls().isEmpty()) {
            findings.error("spec.tls", "tls without hosts (expected: only http in a delegate)");
        }
        if (!service.tcp().isEmpty()) {
            findings.error("spec.tcp", "tcp without hosts (expected: only http in a delegate)");
        }
    }

    private void checkHosts(VirtualService service) {
        boolean onMesh = service.gateways().isEmpty() || service.gateways().contains(MESH);
        List<String> hosts = service.hosts();
        for (int i = 0; i < hosts.size(); i++) {
            String path = "spec.hosts[" + i + "]";
            Hosts.checkWildcardDomainOrIp(findings, path, hosts.get(i));
            if (onMesh && hosts.get(i).equals("*")) {
                findings.bad(path, "*", "a narrower host, or gateways without mesh");
            }
            for (int earlier = 0; earlier < Math.min(i, COMPARED); earlier++) {
                if (Hostname.matches(hosts.get(earlier), hosts.get(i))) {
                    findings.bad(
                            path,
                            hosts.get(i),
                            "no host that spec.hosts[" + earlier + "] covers: " + Findings.show(hosts.get(earlier)));
                    break;
                }
            }
        }
    }
}

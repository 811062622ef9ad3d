package dev.lateen.api.validation;

import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.ServiceEntry.Resolution;
import dev.lateen.api.networking.ServiceEntry.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rules of a ServiceEntry; what its resolution asks of its endpoints is in [EndpointRules].
final class ServiceEntryValidator {

    private final Findings findings;
    private final String namespace;

    ServiceEntryValidator(Findings findings, String namespace) {
        this.findings = findings;
        this.namespace = namespace;
    }

    void validate(ServiceEntry entry) {
        hosts(entry.hosts());
        Resolution resolution = entry.resolution() == null ? Resolution.NONE : entry.resolution();
        addresses(entry.addresses(), resolution);
        ports(entry.ports());
        if (entry.workloadSelector() != null) {
            WorkloadSelectors.check(
                    findings,
                    "spec.workloadSelector.labels",
                    entry.workloadSelector().labels());
            if (!entry.endpoints().isEmpty()) {
                findings.exclusive("spec", "endpoints", "workloadSelector");
            }
            if (resolution == Resolution.NONE) {
                findings.warning("spec.workloadSelector", "not used with resolution NONE (expected: STATIC)");
            }
        }
        new EndpointRules(findings, entry, resolution).check();
        tellApart(entry, resolution);
        ExportTo.checkWithNone(findings, entry.exportTo(), namespace);
    }

    private void hosts(List<String> hosts) {
        if (hosts.isEmpty()) {
            findings.missing("spec.hosts", "at least one host");
        }
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            String path = "spec.hosts[" + i + "]";
            if (host.equals("*")) {
                findings.bad(path, host, "a narrower host");
            } else {
                Hosts.checkWildcardDomain(findings, path, host);
            }
            if (host.startsWith("*") && host.length() > 1 && !host.startsWith("*.")) {
                findings.warning(path, Findings.show(host) + " is a wildcard within a label, which TLS does not know");
            }
        }
    }

    private void addresses(List<String> addresses, Resolution resolution) {
        boolean dns = resolution == Resolution.DNS || resolution == Resolution.DNS_ROUND_ROBIN;
        for (int i = 0; i < addresses.size(); i++) {
            String path = "spec.addresses[" + i + "]";
            Addresses.checkSubnet(findings, path, addresses.get(i));
            if (dns && Addresses.isCidr(addresses.get(i))) {
                findings.bad(path, addresses.get(i), "an IP address, subnets only with resolution NONE or STATIC");
            }
        }
    }

    private void ports(List<ServicePort> ports) {
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ServicePort port = ports.get(i);
            String path = "spec.ports[" + i + "]";
            Ports.checkName(findings, path + ".name", port.name());
            if (port.name() != null && !port.name().isEmpty() && !names.add(port.name())) {
                findings.bad(path + ".name", port.name(), "each port name once");
            }
            int number = port.number() == null ? 0 : port.number();
            Ports.check(findings, path + ".number", number);
            if (number != 0 && !numbers.add(number)) {
                findings.bad(path + ".number", number, "each port number once");
            }
            if (!Findings.isBlank(port.protocol())) {
                Ports.checkProtocol(findings, path + ".protocol", port.protocol());
            }
            if (port.targetPort() != null && port.targetPort() != 0) {
                Ports.check(findings, path + ".targetPort", port.targetPort());
            }
        }
    }

    /// HTTP has the authority and TLS the SNI to tell hosts apart; plain TCP has only the address.
    private void tellApart(ServiceEntry entry, Resolution resolution) {
        boolean several = entry.hosts().size() > 1 && resolution != Resolution.NONE;
        for (int i = 0; i < entry.ports().size(); i++) {
            String protocol = entry.ports().get(i).protocol();
            String path = "spec.ports[" + i + "].protocol";
            boolean named = Ports.isHttp(protocol) || Ports.isTls(protocol);
            if (several && !named) {
                findings.error(
                        path,
                        Findings.show(protocol == null ? "TCP" : protocol)
                                + " with several hosts (expected: HTTP or TLS, which name the host)");
            }
            if (Ports.isTcpOrUnset(protocol) && entry.addresses().isEmpty()) {
                findings.warning(path, "IST0134: addresses are needed to tell TCP connections apart");
            }
        }
        if (several && !entry.addresses().isEmpty()) {
            findings.warning("spec.addresses", "several hosts share them, a connection's address does not tell which");
        }
    }
}

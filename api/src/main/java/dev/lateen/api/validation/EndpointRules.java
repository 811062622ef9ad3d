package dev.lateen.api.validation;

import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.ServiceEntry.Location;
import dev.lateen.api.networking.ServiceEntry.Resolution;
import dev.lateen.api.networking.ServiceEntry.ServicePort;
import dev.lateen.api.networking.WorkloadEntry;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/// The endpoints of a ServiceEntry, as its resolution asks for them.
final class EndpointRules {

    private final Findings findings;
    private final ServiceEntry entry;
    private final Resolution resolution;
    private final WorkloadEntryValidator workloads;

    EndpointRules(Findings findings, ServiceEntry entry, Resolution resolution) {
        this.findings = findings;
        this.entry = entry;
        this.resolution = resolution;
        this.workloads = new WorkloadEntryValidator(findings);
    }

    void check() {
        for (int i = 0; i < entry.endpoints().size(); i++) {
            WorkloadEntry endpoint = entry.endpoints().get(i);
            String path = "spec.endpoints[" + i + "]";
            workloads.validate(endpoint, path);
            portNames(endpoint, path);
        }
        switch (resolution) {
            case NONE -> none("endpoints with resolution NONE (expected: none, traffic goes where it was sent)");
            case STATIC -> fixed();
            case DNS -> dns();
            case DNS_ROUND_ROBIN -> {
                dns();
                if (entry.endpoints().size() > 1) {
                    String several = entry.endpoints().size() + " endpoints";
                    findings.error("spec.endpoints", several + " (expected: at most 1 with DNS_ROUND_ROBIN)");
                }
            }
            case DYNAMIC_DNS -> dynamic();
        }
    }

    private void portNames(WorkloadEntry endpoint, String path) {
        Set<String> known = new LinkedHashSet<>(entry.ports().stream()
                .map(ServicePort::name)
                .filter(Objects::nonNull)
                .toList());
        for (String name : endpoint.ports().keySet()) {
            if (!known.contains(name)) {
                findings.bad(path + ".ports." + name, name, "a name of spec.ports: " + Findings.choices(known));
            }
        }
    }

    private void none(String message) {
        if (!entry.endpoints().isEmpty()) {
            findings.error("spec.endpoints", message);
        }
    }

    private void fixed() {
        for (int i = 0; i < entry.endpoints().size(); i++) {
            String address = Findings.orEmpty(entry.endpoints().get(i).address());
            String path = "spec.endpoints[" + i + "].address";
            if (Addresses.isUnix(address)) {
                if (entry.ports().size() != 1) {
                    findings.error(
                            path,
                            Findings.show(address) + " with " + entry.ports().size()
                                    + " ports (expected: 1, a Unix socket serves one)");
                }
            } else if (!address.isEmpty() && !Addresses.isIp(address)) {
                findings.bad(path, address, "an IP address or unix:// with resolution STATIC");
            }
        }
    }

    private void dns() {
        for (int i = 0; i < entry.endpoints().size(); i++) {
            String address = Findings.orEmpty(entry.endpoints().get(i).address());
            if (Addresses.isUnix(address)) {
                findings.bad("spec.endpoints[" + i + "].address", address, "a domain name or an IP address with DNS");
            }
        }
        if (!entry.endpoints().isEmpty() || entry.workloadSelector() != null) {
            return;
        }
        for (int i = 0; i < entry.hosts().size(); i++) {
            String host = entry.hosts().get(i);
            if (!Hosts.isDomain(host)) {
                findings.bad("spec.hosts[" + i + "]", host, "a name that DNS resolves, or endpoints");
            }
        }
    }

    private void dynamic() {
        none("endpoints with resolution DYNAMIC_DNS (expected: none, the host of each request is resolved)");
        if (!entry.addresses().isEmpty()) {
            findings.error("spec.addresses", "addresses with resolution DYNAMIC_DNS (expected: none)");
        }
        if (entry.location() == Location.MESH_INTERNAL) {
            findings.bad("spec.location", Location.MESH_INTERNAL, "MESH_EXTERNAL with resolution DYNAMIC_DNS");
        }
        for (int i = 0; i < entry.hosts().size(); i++) {
            String host = entry.hosts().get(i);
            if (!host.startsWith("*")) {
                findings.bad("spec.hosts[" + i + "]", host, "a wildcard host with resolution DYNAMIC_DNS");
            }
        }
        for (int i = 0; i < entry.ports().size(); i++) {
            String protocol = entry.ports().get(i).protocol();
            if (!Ports.isHttp(protocol) && !Ports.isTls(protocol)) {
                String given = Findings.orEmpty(protocol);
                findings.bad(
                        "spec.ports[" + i + "].protocol", given, "HTTP, HTTP2, GRPC, HTTPS or TLS with DYNAMIC_DNS");
            }
        }
    }
}

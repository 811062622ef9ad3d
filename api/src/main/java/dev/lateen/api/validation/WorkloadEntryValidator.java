package dev.lateen.api.validation;

import dev.lateen.api.networking.WorkloadEntry;

/// The rules of a WorkloadEntry, alone or as an endpoint of a ServiceEntry.
final class WorkloadEntryValidator {

    private final Findings findings;

    WorkloadEntryValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(WorkloadEntry entry, String path) {
        address(entry, path);
        entry.ports().forEach((name, number) -> {
            Ports.checkName(findings, path + ".ports." + name, name);
            Ports.check(findings, path + ".ports." + name, number);
        });
        Labels.check(findings, path + ".labels", entry.labels());
        Numbers.notNegative(findings, path + ".weight", entry.weight());
    }

    private void address(WorkloadEntry entry, String path) {
        String address = Findings.orEmpty(entry.address());
        String at = path + ".address";
        if (address.isEmpty()) {
            if (Findings.isBlank(entry.network())) {
                findings.missing(at, "an IP address, a domain name, or unix://");
            } else {
                findings.warning(
                        at,
                        "missing, reachable only through a gateway of network "
                                + Findings.show(Findings.orEmpty(entry.network())));
            }
        } else if (Addresses.isUnix(address)) {
            Addresses.checkUnix(findings, at, address);
            if (!entry.ports().isEmpty()) {
                findings.error(path + ".ports", "ports beside a Unix socket (expected: none)");
            }
        } else {
            Hosts.checkDomainOrIp(findings, at, address);
        }
    }
}

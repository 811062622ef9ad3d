package dev.lateen.api.validation;

import dev.lateen.api.networking.Sidecar.IstioEgressListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `egress[].hosts` of a Sidecar: `namespace/dnsName`, the namespace a name, `.`, `*` or `~`; `~namespace/*` leaves one
/// out.
final class SidecarHosts {

    private SidecarHosts() {}

    /// @param namespace of the Sidecar, which `.` stands for
    static void check(Findings findings, List<IstioEgressListener> listeners, String namespace) {
        for (int i = 0; i < listeners.size(); i++) {
            List<String> hosts = listeners.get(i).hosts();
            String path = "spec.egress[" + i + "].hosts";
            if (hosts.isEmpty()) {
                findings.missing(path, "at least one namespace/dnsName");
            }
            for (int j = 0; j < hosts.size(); j++) {
                host(findings, path + "[" + j + "]", hosts.get(j));
            }
            covered(
                    findings,
                    path,
                    hosts.stream().map(host -> resolve(host, namespace)).toList());
        }
    }

    private static void host(Findings findings, String path, String host) {
        int slash = host.indexOf('/');
        if (slash <= 0 || slash == host.length() - 1) {
            findings.bad(path, host, "namespace/dnsName, for instance ./* or prod/reviews.prod.svc.cluster.local");
            return;
        }
        String namespace = host.substring(0, slash);
        boolean word = namespace.equals("*") || namespace.equals(".") || namespace.equals("~");
        String name = namespace.startsWith("~") ? namespace.substring(1) : namespace;
        if (!word && !Names.isLowerLabel(name)) {
            findings.bad(path, host, "\"*\", \".\", \"~\", a namespace or ~namespace before the slash");
        }
        Hosts.checkWildcardDomain(findings, path, host.substring(slash + 1));
    }

    private static String resolve(String host, String namespace) {
        return host.startsWith("./") ? namespace + host.substring(1) : host;
    }

    /// Hosts that another one of the same listener includes.
    private static void covered(Findings findings, String path, List<String> hosts) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            String whole = host.substring(0, host.indexOf('/') + 1) + "*";
            if (!seen.add(host)) {
                findings.warning(path + "[" + i + "]", Findings.show(host) + " is given twice");
            } else if (!host.startsWith("~") && !host.equals("*/*")) {
                if (hosts.contains("*/*")) {
                    findings.warning(path + "[" + i + "]", Findings.show(host) + " is part of */*");
                } else if (!host.equals(whole) && hosts.contains(whole)) {
                    findings.warning(path + "[" + i + "]", Findings.show(host) + " is part of " + whole);
                }
            }
        }
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.Sidecar.CaptureMode;
import dev.lateen.api.networking.Sidecar.IstioEgressListener;
import dev.lateen.api.networking.Sidecar.IstioIngressListener;
import dev.lateen.api.networking.Sidecar.OutboundTrafficPolicy;
import dev.lateen.api.networking.Sidecar.SidecarPort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The rules of a Sidecar; those of single listeners are in [SidecarIngressRules] and [SidecarHosts].
final class SidecarValidator {

    private final Findings findings;
    private final String namespace;

    SidecarValidator(Findings findings, String namespace) {
        this.findings = findings;
        this.namespace = namespace;
    }

    void validate(Sidecar sidecar) {
        if (sidecar.workloadSelector() != null) {
            WorkloadSelectors.check(
                    findings,
                    "spec.workloadSelector.labels",
                    sidecar.workloadSelector().labels());
        }
        if (sidecar.ingress().isEmpty()
                && sidecar.egress().isEmpty()
                && sidecar.inboundConnectionPool() == null
                && sidecar.outboundTrafficPolicy() == null) {
            findings.missing("spec", "ingress, egress, inboundConnectionPool or outboundTrafficPolicy");
        }
        ingress(sidecar.ingress());
        egress(sidecar.egress());
        SidecarHosts.check(findings, sidecar.egress(), namespace);
        if (sidecar.inboundConnectionPool() != null) {
            ConnectionPoolRules.check(findings, "spec.inboundConnectionPool", sidecar.inboundConnectionPool());
        }
        if (sidecar.outboundTrafficPolicy() != null) {
            outbound(sidecar.outboundTrafficPolicy());
        }
    }

    private void ingress(List<IstioIngressListener> listeners) {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < listeners.size(); i++) {
            String path = "spec.ingress[" + i + "]";
            SidecarPort port = listeners.get(i).port();
            SidecarIngressRules.check(findings, path, listeners.get(i));
            if (port != null && port.number() != null && !ports.add(port.number())) {
                findings.bad(path + ".port.number", port.number(), "each port once");
            }
        }
    }

    private void egress(List<IstioEgressListener> listeners) {
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < listeners.size(); i++) {
            String path = "spec.egress[" + i + "]";
            SidecarPort port = listeners.get(i).port();
            if (port == null) {
                if (i < listeners.size() - 1) {
                    findings.missing(path + ".port", "a port; the only listener without one comes last");
                }
                continue;
            }
            int number = port.number() == null ? 0 : port.number();
            bind(path, listeners.get(i), number);
            Ports.checkName(findings, path + ".port.name", port.name());
            protocol(findings, path, port);
            if (!addresses.add(Findings.orEmpty(listeners.get(i).bind()) + ":" + number)) {
                findings.bad(path + ".port.number", number, "each port and bind address once");
            }
        }
    }

    private void bind(String path, IstioEgressListener listener, int number) {
        String bind = Findings.orEmpty(listener.bind());
        if (!Addresses.isUnix(bind)) {
            Ports.check(findings, path + ".port.number", number);
            if (!bind.isEmpty() && !Addresses.isIp(bind)) {
                findings.bad(path + ".bind", bind, "an IP address or unix://");
            }
            return;
        }
        Addresses.checkUnix(findings, path + ".bind", bind);
        if (number != 0) {
            findings.bad(path + ".port.number", number, "0, the listener is bound to a Unix socket");
        }
        if (listener.captureMode() == CaptureMode.IPTABLES) {
            findings.bad(path + ".captureMode", CaptureMode.IPTABLES, "DEFAULT or NONE with a Unix socket");
        }
    }

    /// An absent protocol is found out from the first bytes.
    static void protocol(Findings findings, String path, SidecarPort port) {
        if (!Findings.isBlank(port.protocol())) {
            Ports.checkProtocol(findings, path + ".port.protocol", port.protocol());
        }
        if (port.targetPort() != null && port.targetPort() != 0) {
            findings.bad(path + ".port.targetPort", port.targetPort(), "none, a Sidecar listens on number");
        }
    }

    private void outbound(OutboundTrafficPolicy policy) {
        if (policy.egressProxy() == null) {
            return;
        }
        String path = "spec.outboundTrafficPolicy.egressProxy";
        if (policy.mode() != OutboundTrafficPolicy.Mode.ALLOW_ANY) {
            findings.error(path, "an egress proxy in mode REGISTRY_ONLY (expected: mode ALLOW_ANY)");
        }
        if (policy.egressProxy().port() == null) {
            findings.missing(path + ".port", "the port of the egress proxy");
        }
        Destinations.check(findings, path, policy.egressProxy());
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.security.PeerAuthentication;
import java.util.List;

/// The rules of a PeerAuthentication.
final class PeerAuthenticationValidator {

    private final Findings findings;

    PeerAuthenticationValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(PeerAuthentication policy) {
        PolicyTargets.check(findings, policy.selector(), null, List.of());
        String path = "spec.portLevelMtls";
        findings.notEmpty(path, policy.portLevelMtls().isEmpty(), "port");
        boolean selects =
                policy.selector() != null && !policy.selector().matchLabels().isEmpty();
        if (!policy.portLevelMtls().isEmpty() && !selects) {
            findings.error(
                    path, "ports without a selector (expected: selector.matchLabels, ports are a workload's own)");
        }
        for (String port : policy.portLevelMtls().keySet()) {
            if (!Ports.isNumber(port)) {
                findings.bad(path + "." + port, port, Ports.RANGE);
            }
        }
    }
}

package dev.lateen.pilot.status;

import dev.lateen.api.validation.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known about one resource.
///
/// @param version the mesh revision of its last change
/// @param findings errors of its file, and warnings of all kinds
/// @param held why its last version stays in force; empty if it does not
/// @param proxies the connected ones
/// @param certificates that it has or uses
/// @param canary how the canary of a VirtualService fares; null without one
public record Evidence(
        long version,
        long generation,
        List<Violation> findings,
        List<Violation> held,
        List<ProxyProgress> proxies,
        List<CertificateEvidence> certificates,
        @Nullable Condition canary) {

    public Evidence {
        findings = List.copyOf(findings);
        held = List.copyOf(held);
        proxies = List.copyOf(proxies);
        certificates = List.copyOf(certificates);
    }
}

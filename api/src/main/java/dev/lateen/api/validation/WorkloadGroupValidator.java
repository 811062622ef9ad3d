package dev.lateen.api.validation;

import dev.lateen.api.networking.WorkloadEntry;
import dev.lateen.api.networking.WorkloadGroup;
import dev.lateen.api.networking.WorkloadGroup.ReadinessProbe;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules of a WorkloadGroup.
final class WorkloadGroupValidator {

    private static final Set<String> SCHEMES = Set.of("", "HTTP", "HTTPS");

    private final Findings findings;

    WorkloadGroupValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(WorkloadGroup group) {
        if (group.metadata() != null) {
            Labels.check(findings, "spec.metadata.labels", group.metadata().labels());
        }
        if (group.template() == null) {
            findings.missing("spec.template", "a template for WorkloadEntries");
        } else {
            template(group.template());
        }
        if (group.probe() != null) {
            probe(group.probe(), "spec.probe");
        }
    }

    /// Each workload brings its own address, so that a template may have none.
    private void template(WorkloadEntry template) {
        template.ports().forEach((name, number) -> {
            Ports.checkName(findings, "spec.template.ports." + name, name);
            Ports.check(findings, "spec.template.ports." + name, number);
        });
        Labels.check(findings, "spec.template.labels", template.labels());
        Numbers.notNegative(findings, "spec.template.weight", template.weight());
    }

    private void probe(ReadinessProbe probe, String path) {
        Numbers.notNegative(findings, path + ".initialDelaySeconds", probe.initialDelaySeconds());
        Numbers.notNegative(findings, path + ".timeoutSeconds", probe.timeoutSeconds());
        Numbers.notNegative(findings, path + ".periodSeconds", probe.periodSeconds());
        Numbers.notNegative(findings, path + ".successThreshold", probe.successThreshold());
        Numbers.notNegative(findings, path + ".failureThreshold", probe.failureThreshold());
        if (probe.httpGet() == null && probe.tcpSocket() == null && probe.exec() == null && probe.grpc() == null) {
            findings.missing(path, "httpGet, tcpSocket, exec or grpc");
        }
        if (probe.httpGet() != null) {
            port(path + ".httpGet.port", probe.httpGet().port());
            String scheme = Findings.orEmpty(probe.httpGet().scheme());
            if (!SCHEMES.contains(scheme)) {
                findings.bad(path + ".httpGet.scheme", scheme, "HTTP or HTTPS");
            }
            for (int i = 0; i < probe.httpGet().httpHeaders().size(); i++) {
                String name =
                        Findings.orEmpty(probe.httpGet().httpHeaders().get(i).name());
                HeaderNames.check(findings, path + ".httpGet.httpHeaders[" + i + "].name", name);
            }
        }
        if (probe.tcpSocket() != null) {
            port(path + ".tcpSocket.port", probe.tcpSocket().port());
        }
        if (probe.grpc() != null) {
            port(path + ".grpc.port", probe.grpc().port());
        }
        if (probe.exec() != null && probe.exec().command().isEmpty()) {
            findings.missing(path + ".exec.command", "a command");
        }
    }

    private void port(String path, @Nullable Integer number) {
        Ports.check(findings, path, number == null ? 0 : number);
    }
}

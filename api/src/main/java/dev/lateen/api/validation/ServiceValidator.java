package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.kubernetes.Service.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Kubernetes asks of a Service, as far as a mesh has to rely on it.
final class ServiceValidator {

    private static final String EXTERNAL_NAME = "ExternalName";
    private static final List<String> TYPES = List.of("ClusterIP", "NodePort", "LoadBalancer", EXTERNAL_NAME);
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> AFFINITIES = List.of("None", "ClientIP");
    private static final String HEADLESS = "None";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private final Findings findings;
    private final Set<String> names = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();

    ServiceValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Service service) {
        oneOf("spec.type", service.type(), TYPES);
        boolean external = EXTERNAL_NAME.equals(service.type());
        if (external) {
            String name = Findings.orEmpty(service.externalName());
            if (name.isEmpty()) {
                findings.missing("spec.externalName", "a domain name, for type ExternalName");
            } else if (!Hosts.isDomain(name)) {
                findings.bad("spec.externalName", name, "a domain name");
            }
        } else if (service.ports().isEmpty() && !HEADLESS.equals(service.clusterIP())) {
            findings.missing("spec.ports", "at least one port");
        }
        clusterIp(service.clusterIP());
        oneOf("spec.sessionAffinity", service.sessionAffinity(), AFFINITIES);
        Labels.check(findings, "spec.selector", service.selector());
        for (int i = 0; i < service.ports().size(); i++) {
            port(
                    service.ports().get(i),
                    "spec.ports[" + i + "]",
                    service.ports().size() > 1);
        }
    }

    private void clusterIp(@Nullable String address) {
        if (address != null && !address.isEmpty() && !address.equals(HEADLESS) && !Addresses.isIp(address)) {
            findings.bad("spec.clusterIP", address, "an IP address or None");
        }
    }

    private void port(ServicePort port, String path, boolean several) {
        String name = Findings.orEmpty(port.name());
        if (name.isEmpty()) {
            if (several) {
                findings.missing(path + ".name", "a name, when there are several ports");
            }
        } else if (!Names.isLowerLabel(name)) {
            findings.bad(path + ".name", name, "lower-case " + Names.LABEL);
        } else if (!names.add(name)) {
            findings.bad(path + ".name", name, "each port name once");
        }
        int number = port.port() == null ? 0 : port.port();
        Ports.check(findings, path + ".port", number);
        oneOf(path + ".protocol", port.protocol(), PROTOCOLS);
        String protocol = port.protocol() == null || port.protocol().isEmpty() ? "TCP" : port.protocol();
        if (number != 0 && !numbers.add(protocol + " " + number)) {
            findings.bad(path + ".port", number, "each port number once per protocol");
        }
        if (port.targetPort() != null && !port.targetPort().isEmpty()) {
            targetPort(port.targetPort(), path + ".targetPort");
        }
        if (port.nodePort() != null && port.nodePort() != 0) {
            Ports.check(findings, path + ".nodePort", port.nodePort());
        }
        if (port.appProtocol() != null && !port.appProtocol().isEmpty() && !Names.isQualified(port.appProtocol())) {
            findings.bad(path + ".appProtocol", port.appProtocol(), "[prefix/]name");
        }
    }

    private void targetPort(String target, String path) {
        if (NUMBER.matcher(target).matches()) {
            Ports.check(findings, path, Integer.parseInt(target));
            return;
        }
        if (!Names.isContainerPortName(target)) {
            findings.bad(path, target, Ports.RANGE + ", or the name of a container port of at most 15 characters");
        }
    }

    private void oneOf(String path, @Nullable String value, List<String> choices) {
        if (value != null && !value.isEmpty() && !choices.contains(value)) {
            findings.bad(path, value, "one of " + Findings.choices(choices));
        }
    }
}

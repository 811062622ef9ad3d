package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.Deployment;
import dev.lateen.api.kubernetes.Pod;
import dev.lateen.api.kubernetes.Pod.Container;
import dev.lateen.api.kubernetes.Pod.ContainerPort;
import dev.lateen.api.meta.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules of a Pod and of a Deployment, as far as a mesh depends on them: names and ports of containers, and labels
/// that find the pods again.
final class PodValidator {

    private final Findings findings;

    PodValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Pod pod, String path) {
        if (pod.containers().isEmpty()) {
            findings.missing(path + ".containers", "at least one container");
        }
        Set<String> names = new HashSet<>();
        containers(pod.containers(), path + ".containers", names);
        containers(pod.initContainers(), path + ".initContainers", names);
    }

    private void containers(List<Container> containers, String path, Set<String> names) {
        for (int i = 0; i < containers.size(); i++) {
            String at = path + "[" + i + "]";
            String name = Findings.orEmpty(containers.get(i).name());
            if (!Names.isLowerLabel(name)) {
                findings.bad(at + ".name", name, "lower-case " + Names.LABEL);
            } else if (!names.add(name)) {
                findings.bad(at + ".name", name, "each name of a container once");
            }
            for (int j = 0; j < containers.get(i).ports().size(); j++) {
                port(containers.get(i).ports().get(j), at + ".ports[" + j + "]");
            }
        }
    }

    private void port(ContainerPort port, String path) {
        Ports.check(findings, path + ".containerPort", port.containerPort() == null ? 0 : port.containerPort());
        if (!Findings.isBlank(port.name()) && !Names.isContainerPortName(Findings.orEmpty(port.name()))) {
            String name = Findings.orEmpty(port.name());
            findings.bad(path + ".name", name, "lower-case letters, digits and '-', at most 15, one of them a letter");
        }
    }

    void validate(Deployment deployment) {
        Numbers.notNegative(findings, "spec.replicas", deployment.replicas());
        if (deployment.selector() == null) {
            findings.missing("spec.selector", "labels of the pods");
        }
        if (deployment.template() == null || deployment.template().spec() == null) {
            findings.missing("spec.template.spec", "the spec of a Pod");
            return;
        }
        validate(deployment.template().spec(), "spec.template.spec");
        Map<String, String> labels = deployment.template().metadata() == null
                ? Map.of()
                : deployment.template().metadata().labels();
        Labels.check(findings, "spec.template.metadata.labels", labels);
        if (deployment.selector() != null
                && !LabelSelector.matches(deployment.selector().matchLabels(), labels)) {
            findings.error(
                    "spec.template.metadata.labels",
                    labels + " (expected: those of spec.selector.matchLabels among them)");
        }
    }
}

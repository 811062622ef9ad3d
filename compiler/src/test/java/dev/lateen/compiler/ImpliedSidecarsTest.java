package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImpliedSidecarsTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String WORKLOADS = Yaml.workload("w1", "default", "10.0.0.1", "{app: a}")
            + Yaml.workload("w2", "default", "10.0.0.2", "{app: a}")
            + Yaml.workload("w3", "default", "10.0.0.3", "{app: b}")
            + Yaml.workload("w4", "prod", "10.0.0.4", "{app: a}");

    private static String sidecar(String name, String labels) {
        return Yaml.resource(
                "Sidecar",
                name,
                "default",
                OLD,
                "{workloadSelector: {labels: {" + labels + "}}, egress: [{hosts: ['./*']}]}");
    }

    private static List<String> warnings(String... yaml) {
        var mesh = Meshes.mesh(yaml);
        List<Violation> all = ImpliedSidecars.of(mesh).stream()
                .flatMap(node -> Compiler.compile(mesh, node).warnings().stream())
                .distinct()
                .toList();
        return Meshes.texts(all);
    }

    @Test
    void eachNamespaceHasOne() {
        assertThat(ImpliedSidecars.of(Meshes.mesh(WORKLOADS)))
                .extracting(ProxyNode::id, ProxyNode::labels)
                .containsExactly(tuple("any.default", Map.of()), tuple("any.prod", Map.of()));
    }

    @Test
    void whereWorkloadsAreSelectedEachKindOfThemHasOne() {
        assertThat(ImpliedSidecars.of(Meshes.mesh(WORKLOADS, sidecar("s", "app: a"))))
                .extracting(ProxyNode::id)
                .containsExactly("any.default", "any.prod", "w1.default", "w3.default");
    }

    @Test
    void twoSidecarsForOneWorkloadAreSeen() {
        assertThat(warnings(WORKLOADS, sidecar("s1", "app: a"), sidecar("s2", "app: b")))
                .isEmpty();
        assertThat(warnings(WORKLOADS, sidecar("s1", "app: a"), sidecar("s2", "app: a")))
                .singleElement()
                .asString()
                .contains("The Sidecars [s1, s2]", "IST0110");
    }

    @Test
    void twoVirtualServicesForOneHostAreSeen() {
        var spec = "hosts: [a.default.svc.cluster.local]\nhttp: [{" + Yaml.to("a") + "}]";

        assertThat(warnings(
                        Yaml.service("a", "default", 80),
                        Yaml.virtualService("one", "default", OLD, spec),
                        Yaml.virtualService("two", "default", OLD, spec)))
                .singleElement()
                .asString()
                .contains("IST0109");
    }
}

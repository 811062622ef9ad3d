package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIndependenceTest {

    private static final String SAME = "2020-01-01T00:00:00Z";
    private static final String MESH = Yaml.service("a", "default", 80, 8080)
            + Yaml.service("b", "default", 80)
            + Yaml.service("a", "other", 80)
            + Yaml.workload("w1", "default", "10.0.0.1", "{app: a, version: v1}")
            + Yaml.workload("w2", "default", "10.0.0.2", "{app: a, version: v2}")
            + Yaml.gateway("g1", "default", Yaml.httpServer(80, "*"))
            + Yaml.gateway("g2", "other", Yaml.httpServer(8080, "*.com", "default/*"))
            + Yaml.gateway("g3", "other", "- {port: {number: 80, name: t, protocol: TCP}, hosts: ['*']}\n")
            + Yaml.destinationRule("d1", "default", "host: a\nsubsets: [{name: v1, labels: {version: v1}}]")
            + Yaml.destinationRule("d2", "default", "host: a\nsubsets: [{name: v1, labels: {version: v2}}]")
            + Yaml.destinationRule("d3", "other", "host: '*.local'\ntrafficPolicy: {loadBalancer: {simple: RANDOM}}")
            + virtualService("v1", "default", "a", "v1")
            + virtualService("v2", "other", "a.default.svc.cluster.local", "v2")
            + virtualService("v3", "default", "*.cluster.local", "v1")
            + virtualService("v4", "other", "x.com", "v3")
            + Yaml.resource("ServiceEntry", "s1", "default", SAME, entry("10.2.0.1"))
            + Yaml.resource("ServiceEntry", "s2", "other", SAME, entry("10.2.0.2"))
            + Yaml.resource("ServiceEntry", "s3", "other", SAME, entry("10.2.0.3"));

    private static String entry(String address) {
        return "hosts: [e.com]\nports: [{number: 80, name: http, protocol: HTTP}]\nresolution: STATIC\n"
                + "endpoints: [{address: " + address + "}]";
    }

    private static String virtualService(String name, String namespace, String host, String subset) {
        return Yaml.virtualService(name, namespace, SAME, """
                hosts: ['%s']
                gateways: [mesh, default/g1, other/g2]
                http:
                - match: [{headers: {x-c: {exact: d}, x-a: {exact: b}}}, {uri: {prefix: /%s}}]
                  route: [{destination: {host: a.default.svc.cluster.local, subset: %s, port: {number: 80}}}]
                - route: [{destination: {host: b.default.svc.cluster.local}}]
                  headers: {request: {set: {x-3: a, x-1: b, x-2: c}}}
                """.formatted(host, name, subset));
    }

    private static List<ProxyNode> nodes() {
        return List.of(
                Meshes.gateway(),
                Meshes.gateway(Map.of(80, 80)),
                Meshes.sidecar(),
                Meshes.sidecar("other", Map.of("app", "a"), new ProxyNode.InboundPort(80, 4000, 5000)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void theOrderOfResourcesDoesNotMatter(long seed) {
        var resources = Meshes.resources(MESH);
        var shuffled = new ArrayList<>(resources);
        Collections.shuffle(shuffled, new Random(seed));

        for (var node : nodes()) {
            var expected = Compiler.compile(MeshState.of(resources), node);
            var actual = Compiler.compile(MeshState.of(shuffled), node);

            assertThat(SnapshotJson.write(actual.snapshot())).isEqualTo(SnapshotJson.write(expected.snapshot()));
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void ofTwoResourcesWithOneKeyTheSameIsKeptInAnyOrder() {
        var one = Meshes.resources(Yaml.workload("w", "default", "10.0.0.1", "{app: a}"))
                .getFirst();
        var two = Meshes.resources(Yaml.workload("w", "default", "10.0.0.2", "{app: a}"))
                .getFirst();

        assertThat(MeshState.of(List.of(one, two)).resources())
                .isEqualTo(MeshState.of(List.of(two, one)).resources())
                .hasSize(1);
    }
}

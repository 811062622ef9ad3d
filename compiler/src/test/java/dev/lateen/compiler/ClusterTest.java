package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.cluster;
import static dev.lateen.compiler.Meshes.compile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpSettings;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterTest {

    private static final String HOST = "a.default.svc.cluster.local";
    private static final String MESH = Yaml.service("a", "default", 80, 81)
            + Yaml.workload("w1", "default", "10.0.0.1", "{app: a, version: v1}")
            + Yaml.workload("w2", "default", "10.0.0.2", "{app: a, version: v2}")
            + Yaml.workload("w3", "other", "10.0.0.3", "{app: a, version: v2}")
            + Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", """
                    hosts: [a]
                    http:
                    - route: [{destination: {host: a, subset: v1, port: {number: 80}}}]
                    """);

    private static Snapshot snapshot(String... rules) {
        return compile(Meshes.sidecar(), MESH, String.join("", rules)).snapshot();
    }

    private static List<String> addresses(Cluster cluster) {
        return cluster.endpoints().stream().map(Endpoint::address).toList();
    }

    private static String rule(String name, String namespace, String rest) {
        return Yaml.destinationRule(name, namespace, "host: " + HOST + "\n" + rest);
    }

    @Test
    void withoutARuleDefaultsAreInForce() {
        var cluster = cluster(snapshot(), "outbound|80||" + HOST);

        assertThat(cluster.loadBalancing()).isEqualTo(LoadBalancing.LEAST_REQUEST);
        assertThat(cluster.connectTimeoutMillis()).isEqualTo(10_000);
        assertThat(cluster.idleTimeoutMillis()).isEqualTo(3_600_000);
        assertThat(cluster.origin()).isNull();
        assertThat(addresses(cluster)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(cluster.endpoints().getFirst().workload())
                .isEqualTo(new WorkloadRef("w1", "default", "a", "v1", "a", "v1", "Kubernetes"));
    }

    @Test
    void subsetsAreChosenByLabels() {
        var snapshot = snapshot(rule("dr", "default", "subsets: [{name: v1, labels: {version: v1}}]"));

        var cluster = cluster(snapshot, "outbound|80|v1|" + HOST);
        assertThat(addresses(cluster)).containsExactly("10.0.0.1");
        assertThat(cluster.subset()).isEqualTo("v1");
        assertThat(cluster.origin()).isNotNull();
        assertThat(cluster.origin().name()).isEqualTo("dr");
    }

    @Test
    void anEmptySubsetHasAClusterAndAMissingOneHasNone() {
        var empty =
                compile(Meshes.sidecar(), MESH, rule("dr", "default", "subsets: [{name: v1, labels: {version: v9}}]"));
        var missing =
                compile(Meshes.sidecar(), MESH, rule("dr", "default", "subsets: [{name: v2, labels: {version: v2}}]"));
        var none = compile(Meshes.sidecar(), MESH);

        assertThat(cluster(empty.snapshot(), "outbound|80|v1|" + HOST).endpoints())
                .isEmpty();
        assertThat(empty.warnings()).isEmpty();
        assertThat(missing.snapshot().clusters()).extracting(Cluster::name).noneMatch(name -> name.contains("|v1|"));
        assertThat(Meshes.texts(missing.warnings()))
                .containsExactly("spec.http[0].route[0].destination.subset: \"v1\" (expected: a subset of"
                        + " DestinationRule default/dr, which has [v2]); its requests get 503 NC at given.yaml:38"
                        + " (VirtualService default/vs)");
        assertThat(Meshes.texts(none.warnings()).toString()).contains("no DestinationRule applies to " + HOST);
    }

    @Test
    void aMissingHostOrPortIsNamed() {
        var yaml = Yaml.service("a", "default", 80) + Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", """
                        hosts: [a]
                        http:
                        - match: [{uri: {prefix: /p}}]
                          route: [{destination: {host: a, port: {number: 99}}}]
                        - route: [{destination: {host: gone}}]
                        """);

        var compilation = compile(Meshes.sidecar(), yaml);

        assertThat(Meshes.texts(compilation.warnings()).toString())
                .contains(
                        "spec.http[0].route[0].destination.port: 99 (expected: a port of " + HOST + ", which has [80])")
                .contains("spec.http[1].route[0].destination.host: \"gone.default.svc.cluster.local\"");
        assertThat(compilation.snapshot().clusters())
                .extracting(Cluster::name)
                .containsExactly("PassthroughCluster", "outbound|80||" + HOST);
    }

    @Test
    void passthroughGoesWhereTheClientWantsToGoButNotAtAGateway() {
        var rule = rule("dr", "default", "trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}");

        var cluster = cluster(snapshot(rule), "outbound|80||" + HOST);
        assertThat(cluster.discovery()).isEqualTo(Discovery.ORIGINAL_DESTINATION);
        assertThat(cluster.endpoints()).isEmpty();

        var routes = Yaml.gateway("gw", "default", "- {port: {number: 80, name: h, protocol: HTTP}, hosts: ['*']}")
                + Yaml.virtualService("edge", "default", "2020-01-01T00:00:00Z", """
                        hosts: ['*']
                        gateways: [gw]
                        http: [{route: [{destination: {host: a, port: {number: 80}}}]}]
                        """);
        var gateway = compile(Meshes.gateway(), MESH, routes, rule);
        assertThat(cluster(gateway.snapshot(), "outbound|80||" + HOST).endpoints())
                .hasSize(2);
        assertThat(Meshes.texts(gateway.warnings()).toString()).contains("PASSTHROUGH is for sidecars");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "outlierDetection: {interval: 1s}, loadBalancer: {simple: PASSTHROUGH} | true",
                "loadBalancer: {simple: PASSTHROUGH} | false",
                "outlierDetection: {interval: 1s} | false"
            })
    void outlierDetectionWithoutEffectIsNamed(String policy, boolean named) {
        var compilation = compile(Meshes.sidecar(), MESH, rule("dr", "default", "trafficPolicy: {" + policy + "}"));
        assertThat(Meshes.texts(compilation.warnings()).toString().contains("outlierDetection has no effect"))
                .isEqualTo(named);
    }

    @Test
    void endpointsOfOtherLocalitiesComeLater() {
        var yaml = Yaml.service("a", "default", 80)
                + Yaml.workload("w1", "default", "10.0.0.1", "{app: a, istio-locality: eu.a}")
                + Yaml.workload(
                        "w2",
                        "default",
                        "10.0.0.2",
                        "{app: a, topology.kubernetes.io/region: eu, topology.kubernetes.io/zone: b}")
                + Yaml.workload("w3", "default", "10.0.0.3", "{app: a, istio-locality: us.a.1}")
                + Yaml.workload("w4", "default", "10.0.0.4", "{app: a}");
        var ejecting =
                Yaml.destinationRule("dr", "default", "host: a\ntrafficPolicy: {outlierDetection: {interval: 1s}}");
        var node = Meshes.sidecar("default", Map.of("istio-locality", "eu.a"));

        var endpoints = cluster(compile(node, yaml, ejecting).snapshot(), "outbound|80||" + HOST)
                .endpoints();
        assertThat(endpoints).extracting(Endpoint::priority).containsExactly(0, 1, 2, 2);
        assertThat(endpoints).extracting(Endpoint::locality).containsExactly("eu/a", "eu/b", "us/a/1", null);
        assertThat(cluster(compile(node, yaml).snapshot(), "outbound|80||" + HOST)
                        .endpoints())
                .extracting(Endpoint::priority)
                .containsOnly(0);
    }

    @Test
    void theRequestsOfAConnectionAreLimited() {
        var yaml = Yaml.service("a", "default", 80) + Yaml.destinationRule("dr", "default", """
                        host: a
                        trafficPolicy: {connectionPool: {http: {maxRequestsPerConnection: 3}}}
                        """);

        var cluster = Meshes.cluster(compile(Meshes.sidecar(), yaml).snapshot(), "outbound|80||" + HOST);

        assertThat(cluster.maxRequestsPerConnection()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} and in the subset {1}: {2}, connect {3} ms")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "loadBalancer: {simple: RANDOM} | - | RANDOM | 10000",
                "loadBalancer: {simple: RANDOM} | loadBalancer: {simple: ROUND_ROBIN} | ROUND_ROBIN | 10000",
                "loadBalancer: {simple: RANDOM} | connectionPool: {tcp: {connectTimeout: 2s}} | RANDOM | 2000",
                "connectionPool: {tcp: {connectTimeout: 2s}} | connectionPool: {http: {idleTimeout: 9s}}"
                        + " | LEAST_REQUEST | 10000",
                "loadBalancer: {simple: RANDOM}, portLevelSettings: [{port: {number: 80}, connectionPool: {tcp:"
                        + " {connectTimeout: 3s}}}] | - | LEAST_REQUEST | 3000",
                "loadBalancer: {simple: RANDOM}, portLevelSettings: [{port: {number: 81}, connectionPool: {tcp:"
                        + " {connectTimeout: 3s}}}] | - | RANDOM | 10000",
                "loadBalancer: {simple: RANDOM} | portLevelSettings: [{port: {number: 80}, connectionPool: {tcp:"
                        + " {connectTimeout: 3s}}}] | LEAST_REQUEST | 3000",
                "loadBalancer: {simple: PASSTHROUGH} | - | LEAST_REQUEST | 10000",
                "loadBalancer: {simple: LEAST_CONN} | - | LEAST_REQUEST | 10000"
            })
    void blocksAreReplacedWhole(String policy, String subset, LoadBalancing balancing, long connectTimeout) {
        var spec = "trafficPolicy: {" + policy + "}\nsubsets: [{name: v1, labels: {version: v1}"
                + (subset == null ? "" : ", trafficPolicy: {" + subset + "}") + "}]";

        var cluster = cluster(snapshot(rule("dr", "default", spec)), "outbound|80|v1|" + HOST);

        assertThat(cluster.loadBalancing()).isEqualTo(balancing);
        assertThat(cluster.connectTimeoutMillis()).isEqualTo(connectTimeout);
    }

    @Test
    void connectionsAreKeptAsTheRuleSays() {
        var policy = "{connectionPool: {tcp: {idleTimeout: 90s, tcpKeepalive: {probes: 3, time: 60s, interval: 7s}}}}";

        var cluster = cluster(snapshot(rule("dr", "default", "trafficPolicy: " + policy)), "outbound|80||" + HOST);

        assertThat(cluster.tcp()).isEqualTo(new TcpSettings(90_000L, new TcpSettings.KeepAlive(3, 60, 7)));
        assertThat(cluster.idleTimeoutMillis()).isEqualTo(3_600_000); // that of pooled HTTP connections
    }

    @Test
    void anIdleTimeoutOfZeroIsNever() {
        var spec = "trafficPolicy: {connectionPool: {tcp: {idleTimeout: 0s}}}";

        assertThat(cluster(snapshot(rule("dr", "default", spec)), "outbound|80||" + HOST)
                        .tcp())
                .isEqualTo(new TcpSettings(0L, null));
    }

    @ParameterizedTest(name = "service port {0}, workload ports {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name: http, port: 80 | {} | 80",
                "name: http, port: 80, targetPort: 8080 | {} | 8080",
                "name: http, port: 80, targetPort: 8080 | {http: 9001} | 9001",
                "name: http, port: 80, targetPort: web | {web: 9002} | 9002",
                "name: http, port: 80, targetPort: web | {} | 80"
            })
    void theWorkloadsOwnPortWinsOverTheTargetPort(String port, String ports, int expected) {
        var yaml = """
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {selector: {app: s}, ports: [{%s}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: w, labels: {app: s}, annotations: {lateen.dev/sidecar: "true"}}
                spec: {address: "::1", weight: 7, ports: %s}
                """.formatted(port, ports);

        var endpoint = cluster(compile(Meshes.sidecar(), yaml).snapshot(), "outbound|80||s.default.svc.cluster.local")
                .endpoints()
                .getFirst();

        assertThat(endpoint.address()).isEqualTo("::1");
        assertThat(endpoint.port()).isEqualTo(expected);
        assertThat(endpoint.weight()).isEqualTo(7);
        assertThat(endpoint.meshPeer()).isTrue();
    }

    @Test
    void aServiceEntryHasInlineOrSelectedEndpoints() {
        var inline = Yaml.resource("ServiceEntry", "in", "default", "2020-01-01T00:00:00Z", """
                hosts: [in.example.com]
                ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
                resolution: STATIC
                endpoints: [{address: 10.1.1.1}, {address: 10.1.1.2, ports: {http: 9}}]
                """);
        var selecting = Yaml.resource("ServiceEntry", "sel", "default", "2020-01-01T00:00:00Z", """
                hosts: [sel.example.com, %s]
                ports: [{number: 80, name: http, protocol: HTTP}]
                resolution: STATIC
                workloadSelector: {labels: {version: v2}}
                """.formatted(HOST));

        var snapshot = snapshot(inline, selecting);

        assertThat(cluster(snapshot, "outbound|80||in.example.com").endpoints())
                .extracting(endpoint -> endpoint.address() + ":" + endpoint.port())
                .containsExactly("10.1.1.1:8080", "10.1.1.2:9");
        assertThat(addresses(cluster(snapshot, "outbound|80||sel.example.com"))).containsExactly("10.0.0.2");
        assertThat(addresses(cluster(snapshot, "outbound|80||" + HOST))).hasSize(2);
    }

    @Test
    void aGatewayHasOnlyTheClustersOfItsRoutes() {
        var yaml = MESH
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + Yaml.virtualService("edge", "default", "2020-01-01T00:00:00Z", """
                        hosts: ['*']
                        gateways: [gw]
                        http: [{route: [{destination: {host: a, port: {number: 81}}}]}]
                        """);

        assertThat(compile(Meshes.gateway(), yaml).snapshot().clusters())
                .extracting(Cluster::name)
                .containsExactly("outbound|81||" + HOST);
    }

    private static Cluster entry(String rest) {
        var yaml = Yaml.resource("ServiceEntry", "se", "default", "2020-01-01T00:00:00Z", """
                hosts: [SE.example.com]
                ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
                """ + rest);
        return cluster(snapshot(yaml), "outbound|80||se.example.com");
    }

    private static List<String> endpoints(Cluster cluster) {
        return cluster.endpoints().stream()
                .map(endpoint -> endpoint.address() + ":" + endpoint.port() + "*" + endpoint.weight())
                .toList();
    }

    @Test
    void withDnsEndpointsMayBeNames() {
        var cluster = entry("""
                resolution: DNS
                endpoints:
                - {address: one.example.com, weight: 3, labels: {version: v1}}
                - {address: 10.1.1.1, ports: {http: 81}}
                """);

        assertThat(cluster.discovery()).isEqualTo(Discovery.DNS);
        assertThat(endpoints(cluster)).containsExactly("10.1.1.1:81*1", "one.example.com:8080*3");
        assertThat(cluster.endpoints().getLast().workload().version()).isEqualTo("v1");
    }

    @Test
    void withDnsAndWithoutEndpointsTheHostItselfIsResolved() {
        for (var resolution : List.of(Discovery.DNS, Discovery.DNS_ROUND_ROBIN)) {
            var cluster = entry("resolution: " + resolution);
            assertThat(cluster.discovery()).isEqualTo(resolution);
            assertThat(endpoints(cluster)).containsExactly("se.example.com:8080*1");
        }
    }

    @Test
    void withDnsSelectedWorkloadsMayHaveNames() {
        var workload = Yaml.workload("vm", "default", "vm.example.com", "{app: vm}");
        var yaml = Yaml.resource("ServiceEntry", "se", "default", "2020-01-01T00:00:00Z", """
                hosts: [se.example.com, other.example.com]
                ports: [{number: 80, name: http, protocol: HTTP}]
                resolution: %s
                workloadSelector: {labels: {app: vm}}
                """);

        assertThat(endpoints(cluster(snapshot(workload, yaml.formatted("DNS")), "outbound|80||se.example.com")))
                .containsExactly("vm.example.com:80*1");
        assertThat(endpoints(cluster(snapshot(workload, yaml.formatted("STATIC")), "outbound|80||se.example.com")))
                .isEmpty();
    }

    @Test
    void withoutResolutionRequestsGoWhereTheClientWants() {
        for (var rest : List.of("", "resolution: NONE")) {
            var cluster = entry(rest);
            assertThat(cluster.discovery()).isEqualTo(Discovery.ORIGINAL_DESTINATION);
            assertThat(cluster.endpoints()).isEmpty();
        }
    }

    @Test
    void aGatewayIsToldThatNoClientNamesAnAddress() {
        var yaml = Yaml.resource("ServiceEntry", "se", "default", "2020-01-01T00:00:00Z", """
                hosts: [se.example.com]
                ports: [{number: 80, name: http, protocol: HTTP}]
                """)
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + Yaml.virtualService("edge", "default", "2020-01-01T00:00:00Z", """
                        hosts: ['*']
                        gateways: [gw]
                        http: [{route: [{destination: {host: se.example.com}}]}]
                        """);

        assertThat(Meshes.texts(compile(Meshes.gateway(), yaml).warnings()).toString())
                .contains("spec.http[0].route[0].destination.host: \"se.example.com\" has no endpoints (expected at a"
                        + " gateway: resolution STATIC or DNS");
    }
}

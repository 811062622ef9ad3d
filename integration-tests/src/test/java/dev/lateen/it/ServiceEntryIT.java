package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hosts that only a ServiceEntry knows, and who may use what others declare (`exportTo`).
@Proves({
    "VirtualService exportTo",
    "DestinationRule exportTo",
    "ServiceEntry {hosts,addresses,exportTo,location,ports,endpoints,workloadSelector}",
    "WorkloadEntry {address,labels,ports,weight}"
})
class ServiceEntryIT {

    private static Mesh mesh;
    private static MeshProxy caller;
    private static MeshProxy outsider;
    private static OriginServer one;
    private static OriginServer two;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        one = OriginServer.start(request -> Answers.of("one", request));
        two = OriginServer.start(request -> Answers.of("two", request));
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        outsider = mesh.caller("prod", "outsider", Map.of("app", "outsider"));
        mesh.apply(Yaml.gateway("default/gateway", "*"));
    }

    @AfterAll
    static void stop() {
        caller.close();
        outsider.close();
        mesh.close();
        one.close();
        two.close();
    }

    /// @param rest of the spec, indented by two
    private static String entry(String rest) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: external}
                spec:
                  hosts: [api.example.com]
                  resolution: STATIC
                """ + rest.indent(2);
    }

    private static String endpoint(OriginServer origin, String more) {
        return "- {address: 127.0.0.1, ports: {http: " + origin.port() + "}" + more + "}\n";
    }

    private static String toTheEntry() {
        return Yaml.virtualService("default/edge", "edge.example.com", "gateway", """
                - route: [{destination: {host: api.example.com}}]
                """);
    }

    /// `unknown` where the proxy asked a name server in vain, because the mesh does not know the host.
    private static String answerer(RawResponse response) {
        String status = response.bodyText().contains("(DF ") ? "unknown" : Integer.toString(response.status());
        return response.header("x-version").orElse(status);
    }

    private static String fromSidecar(MeshProxy sidecar, String authority) {
        return answerer(Calls.mesh(sidecar, authority, "/"));
    }

    private static String fromGateway() {
        return answerer(Calls.gateway(mesh.gatewayPort(), "edge.example.com", "/"));
    }

    @Test
    void portsOfAnEndpointAreFoundByTheNameOfThePort() {
        String entry = entry("""
                ports:
                - {number: 80, name: http, protocol: HTTP}
                - {number: 8080, name: more, protocol: HTTP}
                endpoints:
                - {address: 127.0.0.1, ports: {http: %d, more: %d}}
                """.formatted(one.port(), two.port()));
        String edge = Yaml.virtualService("default/edge", "edge.example.com", "gateway", """
                - match: [{uri: {prefix: /more}}]
                  route: [{destination: {host: api.example.com, port: {number: 8080}}}]
                - route: [{destination: {host: api.example.com, port: {number: 80}}}]
                """);
        try (Applied _ = Applied.to(mesh, entry + edge)) {
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("one");
            assertThat(fromSidecar(caller, "api.example.com:80")).isEqualTo("one");
            assertThat(fromSidecar(caller, "API.Example.com:8080")).isEqualTo("two");
            assertThat(fromSidecar(caller, "api.example.com:81")).isEqualTo("unknown");
            assertThat(fromGateway()).isEqualTo("one");
            assertThat(answerer(Calls.gateway(mesh.gatewayPort(), "edge.example.com", "/more")))
                    .isEqualTo("two");
        }
    }

    @Test
    void theTargetPortHoldsForEndpointsWithoutAPortOfThatName() {
        String entry = entry("""
                ports: [{number: 80, name: http, protocol: HTTP, targetPort: %d}]
                endpoints: [{address: 127.0.0.1}]
                """.formatted(two.port()));
        try (Applied _ = Applied.to(mesh, entry + toTheEntry())) {
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("two");
            assertThat(fromGateway()).isEqualTo("two");
        }
    }

    @Test
    void theNumberHoldsWithoutATargetPort() {
        String entry = entry("""
                ports: [{number: %d, name: http, protocol: HTTP}]
                endpoints: [{address: 127.0.0.1}]
                """.formatted(one.port()));
        try (Applied _ = Applied.to(mesh, entry + toTheEntry())) {
            assertThat(fromSidecar(caller, "api.example.com:" + one.port())).isEqualTo("one");
            assertThat(fromGateway()).isEqualTo("one");
        }
    }

    @Test
    void weightsOfEndpointsAreExactWithRoundRobin() throws IOException {
        String entry = entry("ports: [{number: 80, name: http, protocol: HTTP}]\nendpoints:\n"
                + endpoint(one, ", weight: 3") + endpoint(two, ", weight: 1"));
        String rule = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: external}
                spec:
                  host: api.example.com
                  trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
                """;
        try (Applied _ = Applied.to(mesh, entry + rule + toTheEntry())) {
            Map<String, Integer> expected = Map.of("one", 15, "two", 5);
            assertThat(count(mesh.gatewayPort(), "/", "edge.example.com")).isEqualTo(expected);
            assertThat(count(caller.outboundPort(), "http://api.example.com/", "api.example.com"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void weightsOfWorkloadEntriesAreExactWithRoundRobin() throws IOException {
        String entry = entry("""
                ports: [{number: 80, name: http, protocol: HTTP}]
                workloadSelector: {labels: {app: outside}}
                """);
        String workload = """
                ---
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: %s}
                spec: {address: 127.0.0.1, labels: {app: outside}, ports: {http: %d}, weight: %d}
                """;
        String rule = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: external}
                spec: {host: api.example.com, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}
                """;
        try (Applied _ = Applied.to(
                mesh, entry + workload.formatted("a", one.port(), 3) + workload.formatted("b", two.port(), 1) + rule)) {
            assertThat(count(caller.outboundPort(), "http://api.example.com/", "api.example.com"))
                    .isEqualTo(Map.of("one", 15, "two", 5));
        }
    }

    /// Without mutual TLS a location changes nothing; an address is one more name, for sidecars.
    @ParameterizedTest
    @CsvSource({"MESH_EXTERNAL", "MESH_INTERNAL"})
    void addressesAreNamesOfTheHost(String location) {
        String entry = entry("location: " + location + "\naddresses: [240.7.7.7, 'fd00::7']\n"
                + "ports: [{number: 80, name: http, protocol: HTTP}]\nendpoints:\n" + endpoint(one, ""));
        try (Applied _ = Applied.to(mesh, entry + toTheEntry())) {
            assertThat(fromSidecar(caller, "240.7.7.7")).isEqualTo("one");
            assertThat(fromSidecar(caller, "[fd00::7]")).isEqualTo("one");
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("one");
            assertThat(fromGateway()).isEqualTo("one");
        }
    }

    private static Map<String, Integer> count(int port, String target, String host) throws IOException {
        List<String> answerers = new ArrayList<>();
        try (RawHttpClient client = RawHttpClient.connect(port)) {
            for (int i = 0; i < 20; i++) {
                answerers.add(answerer(client.get(target, "Host: " + host)));
            }
        }
        Map<String, Integer> counted = new TreeMap<>();
        answerers.forEach(answerer -> counted.merge(answerer, 1, Integer::sum));
        return counted;
    }

    @Test
    void subsetsChooseByTheLabelsOfEndpoints() {
        String entry = entry("ports: [{number: 80, name: http, protocol: HTTP}]\nendpoints:\n"
                + endpoint(one, ", labels: {version: v1}") + endpoint(two, ", labels: {version: v2}"));
        String rules = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: external}
                spec:
                  host: "*.example.com"
                  subsets: [{name: second, labels: {version: v2}}]
                """ + Yaml.virtualService("default/mesh", "api.example.com", "mesh", """
                        - route: [{destination: {host: api.example.com, subset: second}}]
                        """);
        try (Applied _ = Applied.to(mesh, entry + rules)) {
            for (int i = 0; i < 4; i++) {
                assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("two");
            }
        }
    }

    @Test
    void aWorkloadSelectorTakesTheWorkloadEntriesOfItsNamespace() {
        String entry = entry("""
                ports: [{number: 80, name: http, protocol: HTTP}]
                workloadSelector: {labels: {app: outside}}
                """);
        String workload = """
                ---
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: outside, namespace: %s}
                spec: {address: 127.0.0.1, labels: {app: %s}, ports: {http: %d}}
                """;
        try (Applied _ = Applied.to(mesh, entry + toTheEntry())) {
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("503");
            try (Applied _ = Applied.to(
                    mesh,
                    workload.formatted("prod", "outside", one.port())
                            + workload.formatted("default", "outside", two.port())
                            + workload.formatted("default", "other", one.port())
                                    .replace("name: outside", "name: other"))) {
                for (int i = 0; i < 4; i++) {
                    assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("two");
                    assertThat(fromGateway()).isEqualTo("two");
                }
            }
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo("503");
        }
    }

    /// exportTo of the entry in `default`, and what the callers in `default` and `prod` and the gateway in
    /// `istio-system` get. A gateway's unknown destination is 503.
    @ParameterizedTest
    @CsvSource({
        "['*'],                        one, one, one",
        "[.],                          one, unknown, 503",
        "[prod],                       unknown, one, 503",
        "'[., istio-system]',          one, unknown, one",
        "[~],                          unknown, unknown, 503"
    })
    void exportToOfAServiceEntryHolds(String exportTo, String own, String prod, String gateway) {
        String list = exportTo.replace("[.", "['.'").replace("[~", "['~'");
        String entry = entry("exportTo: " + list + "\nports: [{number: 80, name: http, protocol: HTTP}]\nendpoints:\n"
                + endpoint(one, ""));
        try (Applied _ = Applied.to(mesh, entry + toTheEntry())) {
            assertThat(fromSidecar(caller, "api.example.com")).isEqualTo(own);
            assertThat(fromSidecar(outsider, "api.example.com")).isEqualTo(prod);
            assertThat(fromGateway()).isEqualTo(gateway);
        }
    }

    private static String service(String exportTo) {
        String annotation = exportTo == null
                ? "namespace: default"
                : "namespace: default\n  annotations: {networking.istio.io/exportTo: '" + exportTo + "'}";
        return "---\n"
                + Yaml.service("web", 8000).replace("  name: web\n", "  name: web\n  " + annotation + "\n")
                + "---\n"
                + Yaml.workloadEntry("web", Map.of("app", "web", "version", "v1"), one.port())
                        .replace("\"true\"", "\"false\"");
    }

    @ParameterizedTest
    @CsvSource({"*, one, one", "., one, unknown", "'., prod', one, one", "prod, unknown, one"})
    void exportToOfAServiceHolds(String exportTo, String own, String prod) {
        try (Applied _ = Applied.to(mesh, service(exportTo))) {
            assertThat(fromSidecar(caller, "web.default:8000")).isEqualTo(own);
            assertThat(fromSidecar(outsider, "web.default:8000")).isEqualTo(prod);
        }
    }

    @ParameterizedTest
    @CsvSource({"*, mesh, mesh", "., mesh, -", "prod, -, mesh"})
    void exportToOfAVirtualServiceHolds(String exportTo, String own, String prod) {
        String rules = Yaml.virtualService("default/mesh", "web", "mesh", """
                        - headers: {response: {set: {x-rule: mesh}}}
                          route: [{destination: {host: web}}]
                        """)
                .replace("spec:\n", "spec:\n  exportTo: ['" + exportTo + "']\n");
        try (Applied _ = Applied.to(mesh, service(null) + rules)) {
            assertThat(Calls.rule(Calls.mesh(caller, "web.default:8000", "/"))).isEqualTo(own);
            assertThat(Calls.rule(Calls.mesh(outsider, "web.default:8000", "/")))
                    .isEqualTo(prod);
        }
    }

    @ParameterizedTest
    @CsvSource({"*, one, one", "., one, 503", "prod, 503, one"})
    void exportToOfADestinationRuleHolds(String exportTo, String own, String prod) {
        String rules = Yaml.virtualService("default/mesh", "web", "mesh", """
                        - route: [{destination: {host: web, subset: v1}}]
                        """) + """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: web}
                spec:
                  host: web
                  exportTo: ['%s']
                  subsets: [{name: v1, labels: {version: v1}}]
                """.formatted(exportTo);
        try (Applied _ = Applied.to(mesh, service(null) + rules)) {
            assertThat(fromSidecar(caller, "web.default:8000")).isEqualTo(own);
            assertThat(fromSidecar(outsider, "web.default:8000")).isEqualTo(prod);
        }
    }
}

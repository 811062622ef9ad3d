package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.DnsScript;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts whose addresses a name server knows: ServiceEntries with resolution by DNS or none, ExternalName Services.
@Proves("ServiceEntry resolution")
class ServiceEntryDnsIT {

    private static final String EDGE = "edge.example.com";
    /// Longer than the longest time between two lookups that fail.
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static Mesh mesh;
    private static MeshProxy caller;
    private static OriginServer one;
    /// At 127.0.0.2, on the port of the other one.
    private static OriginServer two;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        one = OriginServer.start(request -> Answers.of("one", request));
        two = OriginServer.start(new InetSocketAddress("127.0.0.2", one.port()), request -> Answers.of("two", request));
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(Yaml.gateway("default/gateway", "*"));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
        one.close();
        two.close();
    }

    /// A ServiceEntry for `host`, port 80, and a way to it from the gateway.
    private static String entry(String host, String rest) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: external}
                spec:
                  hosts: ['%s']
                  ports: [{number: 80, name: http, protocol: HTTP, targetPort: %d}]
                """.formatted(host, one.port())
                + rest.indent(2)
                + Yaml.virtualService("default/edge", EDGE, "gateway", """
                - route: [{destination: {host: '%s'}}]
                """.formatted(host));
    }

    private static String answerer(RawResponse response) {
        return response.header("x-version").orElseGet(() -> response.status() + " " + response.bodyText());
    }

    private static String fromSidecar(String authority) {
        return answerer(Calls.mesh(caller, authority, "/"));
    }

    private static String fromGateway() {
        return answerer(Calls.gateway(mesh.gatewayPort(), EDGE, "/"));
    }

    private static void awaitAnswerers(String authority, String... expected) {
        Eventually.value(
                PATIENCE,
                "answers of " + List.of(expected),
                () -> {
                    Set<String> answerers = new TreeSet<>();
                    for (int i = 0; i < 8; i++) {
                        answerers.add(fromSidecar(authority));
                    }
                    return answerers;
                },
                Set.of(expected)::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DNS", "DNS_ROUND_ROBIN"})
    void theHostItselfIsResolvedWithoutEndpoints(String resolution) {
        mesh.dns().answer("self.example.com", 60, "127.0.0.2");
        try (Applied _ = Applied.to(mesh, entry("self.example.com", "resolution: " + resolution))) {
            assertThat(fromSidecar("self.example.com")).isEqualTo("two");
            assertThat(fromGateway()).isEqualTo("two");
        }
    }

    @Test
    void endpointsHaveNamesPortsAndLabels() {
        mesh.dns().answer("first.example.com", 60, "127.0.0.1");
        mesh.dns().answer("second.example.com", 60, "127.0.0.2");
        String entry = entry("named.example.com", """
                resolution: DNS
                endpoints:
                - {address: first.example.com, labels: {version: v1}}
                - {address: second.example.com, labels: {version: v2}}
                - {address: 127.0.0.3, labels: {version: v3}, ports: {http: 1}}
                """);
        String subsets = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: named}
                spec:
                  host: named.example.com
                  trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
                  subsets: [{name: second, labels: {version: v2}}]
                """ + Yaml.virtualService("default/mesh", "named.example.com", "mesh", """
                        - match: [{uri: {prefix: /second}}]
                          route: [{destination: {host: named.example.com, subset: second}}]
                        - route: [{destination: {host: named.example.com}}]
                        """);
        try (Applied _ = Applied.to(mesh, entry + subsets)) {
            for (int i = 0; i < 4; i++) {
                assertThat(answerer(Calls.mesh(caller, "named.example.com", "/second")))
                        .isEqualTo("two");
            }
            awaitAnswerers("named.example.com", "one", "two");
        }
    }

    @Test
    void selectedWorkloadsMayHaveNames() {
        mesh.dns().answer("vm.example.com", 60, "127.0.0.2");
        String workload = """
                ---
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: vm}
                spec: {address: vm.example.com, labels: {app: vm}}
                """;
        String entry = entry("selecting.example.com", "resolution: DNS\nworkloadSelector: {labels: {app: vm}}");
        try (Applied _ = Applied.to(mesh, entry + workload)) {
            assertThat(fromSidecar("selecting.example.com")).isEqualTo("two");
        }
    }

    @Test
    void addressesFollowTheNameServerAndSurviveItsFailures() {
        mesh.dns().answer("moving.example.com", 1, "127.0.0.1");
        try (Applied _ = Applied.to(mesh, entry("moving.example.com", "resolution: DNS"))) {
            awaitAnswerers("moving.example.com", "one");
            mesh.dns().answer("moving.example.com", 1, "127.0.0.1", "127.0.0.2");
            awaitAnswerers("moving.example.com", "one", "two");
            mesh.dns().answer("moving.example.com", 1, "127.0.0.2");
            awaitAnswerers("moving.example.com", "two");
            for (DnsScript failure : List.of(DnsScript.NO_SUCH_NAME, DnsScript.SERVER_FAILURE)) {
                long failures = caller.engine().dnsStats().failures();
                mesh.dns().say("moving.example.com", failure);
                Eventually.await(
                        PATIENCE,
                        "a failed lookup",
                        () -> caller.engine().dnsStats().failures() > failures);
                assertThat(fromSidecar("moving.example.com")).isEqualTo("two");
            }
            mesh.dns()
                    .say(
                            "moving.example.com",
                            DnsScript.addresses(60, "127.0.0.1").onlyOverTcp());
            awaitAnswerers("moving.example.com", "one");
        }
    }

    @Test
    void aHostThatDoesNotExistIs503WithItsFlag() {
        try (Applied _ = Applied.to(mesh, entry("missing.example.com", "resolution: DNS"))) {
            assertThat(fromSidecar("missing.example.com")).startsWith("503 ").contains("(UH no_healthy_upstream)");
            assertThat(fromGateway()).startsWith("503 ").contains("(UH no_healthy_upstream)");
        }
    }

    @Test
    void withoutResolutionTheClientsDestinationCounts() {
        mesh.dns().answer("a.wild.example.com", 60, "127.0.0.1");
        mesh.dns().answer("b.wild.example.com", 60, "127.0.0.2");
        String entry =
                entry("*.wild.example.com", "resolution: NONE").replace("number: 80,", "number: " + one.port() + ",");
        try (Applied _ = Applied.to(mesh, entry)) {
            assertThat(fromSidecar("a.wild.example.com:" + one.port())).isEqualTo("one");
            assertThat(fromSidecar("b.wild.example.com:" + one.port())).isEqualTo("two");
            assertThat(fromSidecar("c.wild.example.com:" + one.port())).startsWith("503 ");
        }
    }

    @Test
    void anExternalNameIsAnotherNameForItsHost() {
        mesh.dns().answer("www.example.com", 60, "127.0.0.2");
        String services = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: out}
                spec:
                  type: ExternalName
                  externalName: www.example.com
                  ports: [{name: http, port: 80, targetPort: %d}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: alias}
                spec: {type: ExternalName, externalName: inside.example.com}
                """.formatted(one.port());
        String inside = entry("inside.example.com", "resolution: STATIC\nendpoints: [{address: 127.0.0.1}]");
        try (Applied _ = Applied.to(mesh, services + inside)) {
            assertThat(fromSidecar("out")).isEqualTo("two");
            assertThat(fromSidecar("out.default.svc.cluster.local")).isEqualTo("two");
            assertThat(fromSidecar("alias")).isEqualTo("one");
            assertThat(fromSidecar("alias.default.svc.cluster.local")).isEqualTo("one");
        }
    }
}

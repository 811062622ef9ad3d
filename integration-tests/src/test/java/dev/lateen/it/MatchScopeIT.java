package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a rule is in force: authority, gateways, ports and the workload that calls.
@Proves("VirtualService http[].match[].{authority,gateways,port,sourceLabels,sourceNamespace}")
class MatchScopeIT {

    private static final int SECOND_PORT = Mesh.freePort();
    private static Mesh mesh;
    private static MeshProxy caller;
    private static MeshProxy outsider;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        caller = mesh.caller("default", "caller", Map.of("app", "caller", "version", "v1"));
        outsider = mesh.caller("prod", "outsider", Map.of("app", "outsider"));
    }

    @AfterAll
    static void stop() {
        caller.close();
        outsider.close();
        mesh.close();
    }

    /// A request to a host (with or without a port) and path, and the rule that is to take it.
    record Request(String host, String path, String rule) {}

    private static Request request(String host, String path, String rule) {
        return new Request(host, path, rule);
    }

    private static Arguments row(String name, String yaml, Request... requests) {
        return Arguments.of(name, yaml, List.of(requests));
    }

    static Stream<Arguments> gateways() {
        String any = Yaml.gateway("default/gateway", "*");
        return Stream.of(
                row(
                        "authority as sent, with its port and case",
                        any
                                + Yaml.virtualService(
                                        "default/a",
                                        "*",
                                        "gateway",
                                        Yaml.rule("upper", "{authority: {exact: A.example.com}}"),
                                        Yaml.rule("port", "{authority: {exact: 'a.example.com:81'}}"),
                                        Yaml.rule("prefix", "{authority: {prefix: pre.}}"),
                                        Yaml.rule("regex", "{authority: {regex: 'r[0-9]+[.]example[.]com'}}"),
                                        Yaml.rule("rest")),
                        request("A.example.com", "/", "upper"),
                        request("a.example.com:81", "/", "port"),
                        request("a.example.com:82", "/", "rest"),
                        request("a.example.com", "/", "rest"),
                        request("pre.org", "/", "prefix"),
                        request("Pre.org", "/", "rest"),
                        request("r12.example.com", "/", "regex"),
                        request("xr12.example.com", "/", "rest"),
                        request("r12.example.com:80", "/", "rest")),
                row(
                        "sourceLabels are compared with the gateway's own",
                        any
                                + Yaml.virtualService(
                                        "default/a",
                                        "*",
                                        "gateway",
                                        Yaml.rule("no", "{sourceLabels: {istio: egressgateway}}"),
                                        Yaml.rule("partly", "{sourceLabels: {istio: ingressgateway, zone: a}}"),
                                        Yaml.rule("yes", "{sourceLabels: {istio: ingressgateway}}")),
                        request("x", "/", "yes")),
                row(
                        "sourceNamespace is the gateway's",
                        any
                                + Yaml.virtualService(
                                        "default/a",
                                        "*",
                                        "gateway",
                                        Yaml.rule("no", "{sourceNamespace: default}"),
                                        Yaml.rule("yes", "{sourceNamespace: istio-system}")),
                        request("x", "/", "yes")),
                row(
                        "match.gateways makes conditions on the source void",
                        any
                                + Yaml.virtualService(
                                        "default/a",
                                        "*",
                                        "gateway",
                                        Yaml.rule(
                                                "yes",
                                                "{gateways: [gateway], sourceNamespace: nowhere,"
                                                        + " sourceLabels: {app: nobody}}")),
                        request("x", "/", "yes")),
                row(
                        "match.gateways of another gateway takes the rule out",
                        any
                                + Yaml.gateway("default/second", "*")
                                + Yaml.virtualService(
                                        "default/a",
                                        "x.example.com",
                                        "gateway,second",
                                        Yaml.rule("second", "{gateways: [second], uri: {prefix: /s}}"),
                                        Yaml.rule("none", "{gateways: [third]}"),
                                        Yaml.rule("mesh", "{gateways: [mesh]}"),
                                        Yaml.rule("rest", "{gateways: [default/gateway]}")),
                        request("x.example.com", "/s", "second"),
                        request("x.example.com", "/", "rest")),
                row(
                        "match.gateways counts only gateways that its own VirtualService is bound to",
                        any
                                + Yaml.gateway("default/second", "*")
                                + Yaml.virtualService("default/a", "x.example.com", "gateway", Yaml.rule("a"))
                                + Yaml.virtualService(
                                        "default/b",
                                        "x.example.com",
                                        "second",
                                        Yaml.rule("b", "{gateways: [gateway], uri: {prefix: /b}}")),
                        request("x.example.com", "/b", "a")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("gateways")
    void throughTheGateway(String name, String yaml, List<Request> requests) {
        try (Applied _ = Applied.to(mesh, yaml)) {
            int port = mesh.gatewayPort();
            for (Request request : requests) {
                RawResponse response = Calls.gateway(port, request.host(), request.path());
                assertThat(Calls.rule(response))
                        .as(name + ": " + request + " got " + response)
                        .isEqualTo(request.rule());
                if (response.status() == 404) {
                    assertThat(response.bodyText()).contains("(NR route_not_found)");
                }
            }
        }
    }

    @Test
    void matchPortIsTheServersPort() {
        // Given
        String gateway = Yaml.gateway("default/gateway", "*") + """
                  - port: {number: %d, name: second, protocol: HTTP}
                    hosts: ["*"]
                """.formatted(SECOND_PORT);
        String rules = Yaml.virtualService(
                "default/a",
                "*",
                "gateway",
                Yaml.rule("first", "{port: 80}"),
                Yaml.rule("second", "{port: " + SECOND_PORT + "}"),
                Yaml.rule("none"));
        try (Applied _ = Applied.to(mesh, gateway + rules)) {
            // Then
            int first = mesh.gateway().engine().boundPorts().values().stream()
                    .filter(port -> port != SECOND_PORT)
                    .findFirst()
                    .orElseThrow();
            assertThat(Calls.rule(Calls.gateway(first, "x:" + SECOND_PORT, "/")))
                    .isEqualTo("first");
            assertThat(Calls.rule(Calls.gateway(SECOND_PORT, "x:80", "/"))).isEqualTo("second");
        }
    }

    static Stream<Arguments> sidecars() {
        return Stream.of(
                Arguments.of("app as label", Yaml.rule("yes", "{sourceLabels: {app: caller}}"), "yes", "no"),
                Arguments.of("all labels", Yaml.rule("yes", "{sourceLabels: {app: caller, version: v2}}"), "no", "no"),
                Arguments.of("namespace", Yaml.rule("yes", "{sourceNamespace: prod}"), "no", "yes"),
                Arguments.of(
                        "labels and namespace",
                        Yaml.rule("yes", "{sourceNamespace: prod, sourceLabels: {app: caller}}"),
                        "no",
                        "no"),
                Arguments.of(
                        "of another rule alternative",
                        Yaml.rule("yes", "{sourceNamespace: prod}", "{sourceLabels: {app: caller}}"),
                        "yes",
                        "yes"),
                Arguments.of("port", Yaml.rule("yes", "{port: 8000}"), "yes", "yes"),
                Arguments.of("other port", Yaml.rule("yes", "{port: 80}"), "no", "no"),
                Arguments.of(
                        "authority", Yaml.rule("yes", "{authority: {exact: 'httpbin.default:8000'}}"), "yes", "yes"),
                Arguments.of("authority's case", Yaml.rule("yes", "{authority: {prefix: HTTPBIN}}"), "no", "no"),
                Arguments.of("mesh by name", Yaml.rule("yes", "{gateways: [mesh]}"), "yes", "yes"),
                Arguments.of("a gateway", Yaml.rule("yes", "{gateways: [gateway]}"), "no", "no"),
                Arguments.of(
                        "the source is void with match.gateways",
                        Yaml.rule("yes", "{gateways: [mesh], sourceNamespace: nowhere}"),
                        "yes",
                        "yes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sidecars")
    void fromTheSidecars(String name, String rule, String forCaller, String forOutsider) {
        String yaml = Yaml.virtualService("default/a", "httpbin", "mesh,gateway", rule, Yaml.rule("no"));
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin.default:8000", "/")))
                    .as(name + " of the caller")
                    .isEqualTo(forCaller);
            assertThat(Calls.rule(Calls.mesh(outsider, "httpbin.default:8000", "/")))
                    .as(name + " of the outsider")
                    .isEqualTo(forOutsider);
        }
    }

    @Test
    void matchPortIsTheServicesPort() {
        String second = Yaml.service("httpbin", 8000) + "  - {name: http-more, port: 8001, targetPort: 8000}\n";
        String rules = Yaml.virtualService(
                "default/a",
                "httpbin",
                "mesh",
                Yaml.rule("second", "{port: 8001, uri: {prefix: /a}}"),
                Yaml.rule("first", "{port: 8000}"));
        mesh.apply(second);
        try (Applied _ = Applied.to(mesh, rules)) {
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/a"))).isEqualTo("first");
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8001", "/b"))).isEqualTo("404");
        } finally {
            mesh.apply(Yaml.service("httpbin", 8000));
        }
    }
}

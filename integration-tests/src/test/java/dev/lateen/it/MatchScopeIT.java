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

/// Where a rule is in force: hosts, gateways, ports and the workload that calls.
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

    static Stream<Arguments> gatewaysLists() {
        String any = Yaml.gateway("default/gateway", "*");
        return Stream.of(
                row(
                        "a name means the own namespace",
                        any
                                + Yaml.virtualService("prod/a", "a.example.com", "gateway", Yaml.rule("a"))
                                + Yaml.virtualService("default/b", "b.example.com", "./gateway", Yaml.rule("b"))
                                + Yaml.virtualService("prod/c", "c.example.com", "default/gateway", Yaml.rule("c"))
                                + Yaml.virtualService(
                                        "prod/d", "d.example.com", "gateway.default.svc.cluster.local", Yaml.rule("d")),
                        request("a.example.com", "/", "404"),
                        request("b.example.com", "/", "b"),
                        request("c.example.com", "/", "c"),
                        request("d.example.com", "/", "d")),
                row(
                        "a list without a gateway of this port serves nothing here",
                        any
                                + Yaml.virtualService("default/a", "a.example.com", "mesh", Yaml.rule("a"))
                                + Yaml.virtualService("default/b", "b.example.com", "missing", Yaml.rule("b")),
                        request("a.example.com", "/", "404"),
                        request("b.example.com", "/", "404")),
                row(
                        "several Gateways on a port, each with its hosts",
                        Yaml.gateway("default/first", "a.example.com")
                                + Yaml.gateway("default/second", "b.example.com")
                                + Yaml.virtualService(
                                        "default/a", "a.example.com,b.example.com", "first", Yaml.rule("a"))
                                + Yaml.virtualService("default/b", "b.example.com", "second", Yaml.rule("b")),
                        request("a.example.com", "/", "a"),
                        request("b.example.com", "/", "b"),
                        request("c.example.com", "/", "404")),
                row(
                        "several Gateways with one host serve the VirtualServices of both",
                        Yaml.gateway("default/first", "x.example.com")
                                + Yaml.gateway("prod/second", "x.example.com")
                                + Yaml.virtualService(
                                        "default/a", "x.example.com", "first", Yaml.rule("a", "{uri: {prefix: /a}}"))
                                + Yaml.virtualService(
                                        "default/b",
                                        "x.example.com",
                                        "prod/second",
                                        Yaml.rule("b", "{uri: {prefix: /b}}")),
                        request("x.example.com", "/a", "a"),
                        request("x.example.com", "/b", "b"),
                        request("x.example.com", "/c", "404")),
                row(
                        "a server's host restricts the namespace of the VirtualService",
                        Yaml.gateway(
                                        "default/gateway",
                                        "prod/*.prod.org",
                                        "./*.own.org",
                                        "*/*.all.org",
                                        "default/exact.org")
                                + Yaml.virtualService(
                                        "prod/a",
                                        "x.prod.org,x.own.org,x.all.org,exact.org",
                                        "default/gateway",
                                        Yaml.rule("prod"))
                                + Yaml.virtualService(
                                        "default/b", "y.prod.org,y.own.org,y.all.org", "gateway", Yaml.rule("default")),
                        request("x.prod.org", "/", "prod"),
                        request("x.own.org", "/", "404"),
                        request("x.all.org", "/", "prod"),
                        request("exact.org", "/", "404"),
                        request("y.prod.org", "/", "404"),
                        request("y.own.org", "/", "default"),
                        request("y.all.org", "/", "default")));
    }

    static Stream<Arguments> hosts() {
        String any = Yaml.gateway("default/gateway", "*");
        return Stream.of(
                row(
                        "the narrower of the server's and the VirtualService's host",
                        Yaml.gateway("default/gateway", "*.example.com", "exact.org")
                                + Yaml.virtualService("default/a", "a.example.com", "gateway", Yaml.rule("a"))
                                + Yaml.virtualService("default/b", "*.b.example.com", "gateway", Yaml.rule("b"))
                                + Yaml.virtualService("default/c", "*.org", "gateway", Yaml.rule("c")),
                        request("a.example.com", "/", "a"),
                        request("x.b.example.com", "/", "b"),
                        request("x.y.b.example.com", "/", "b"),
                        request("b.example.com", "/", "404"),
                        request("exact.org", "/", "c"),
                        request("other.org", "/", "404")),
                row(
                        "the port in Host and the case of the host are ignored",
                        any + Yaml.virtualService("default/a", "a.example.com", "gateway", Yaml.rule("a")),
                        request("a.example.com", "/", "a"),
                        request("a.example.com:12345", "/", "a"),
                        request("A.Example.COM", "/", "a"),
                        request("A.EXAMPLE.com:80", "/", "a"),
                        request("b.example.com", "/", "404")),
                row(
                        "the most specific host alone decides, without a way back",
                        any
                                + Yaml.virtualService("default/a", "*", "gateway", Yaml.rule("any"))
                                + Yaml.virtualService(
                                        "default/b",
                                        "*.example.com",
                                        "gateway",
                                        Yaml.rule("wide", "{uri: {prefix: /wide}}"))
                                + Yaml.virtualService(
                                        "default/c",
                                        "*.a.example.com",
                                        "gateway",
                                        Yaml.rule("narrow", "{uri: {prefix: /narrow}}"))
                                + Yaml.virtualService(
                                        "default/d",
                                        "x.a.example.com",
                                        "gateway",
                                        Yaml.rule("exact", "{uri: {prefix: /exact}}")),
                        request("x.a.example.com", "/exact", "exact"),
                        request("x.a.example.com", "/narrow", "404"),
                        request("x.a.example.com", "/wide", "404"),
                        request("x.a.example.com", "/", "404"),
                        request("y.a.example.com", "/narrow", "narrow"),
                        request("y.a.example.com", "/exact", "404"),
                        request("y.a.example.com", "/wide", "404"),
                        request("a.example.com", "/wide", "wide"),
                        request("a.example.com", "/", "404"),
                        request("example.com", "/", "any")),
                row(
                        "a wildcard may begin inside a label and never stands for nothing",
                        any
                                + Yaml.virtualService("default/a", "*.example.com", "gateway", Yaml.rule("label"))
                                + Yaml.virtualService("default/b", "*-foo.example.com", "gateway", Yaml.rule("part")),
                        request("x-foo.example.com", "/", "part"),
                        request("a.b-foo.example.com", "/", "part"),
                        request("-foo.example.com", "/", "label"),
                        request("foo.example.com", "/", "label")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"gateways", "gatewaysLists", "hosts"})
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
            int first = mesh.gatewayPort();
            assertThat(Calls.rule(Calls.gateway(first, "x:" + SECOND_PORT, "/")))
                    .isEqualTo("first");
            assertThat(Calls.rule(Calls.gateway(SECOND_PORT, "x:80", "/"))).isEqualTo("second");
        }
    }

    @Test
    void aHostWithoutAServerIsNamedInAWarning() {
        String yaml = Yaml.gateway("default/gateway", "*.example.com")
                + Yaml.virtualService("default/lost", "other.org", "gateway", Yaml.rule("a"));
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(mesh.api().warnings()).contains("IST0132", "default/lost", "other.org");
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
    void aListWithGatewaysAndMeshHoldsInBothPlaces() {
        String both = Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService(
                        "default/a",
                        "httpbin",
                        "gateway,mesh",
                        Yaml.rule("gateway", "{gateways: [gateway]}"),
                        Yaml.rule("mesh", "{gateways: [mesh]}"));
        try (Applied _ = Applied.to(mesh, both)) {
            String host = "httpbin.default.svc.cluster.local";
            assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), host, "/"))).isEqualTo("gateway");
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/"))).isEqualTo("mesh");
        }
    }

    @Test
    void aListOfGatewaysOnlyLeavesSidecarsTheServicesOwnRoute() {
        String only = Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/a", "httpbin", "gateway", Yaml.rule("gateway"));
        try (Applied _ = Applied.to(mesh, only)) {
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/"))).isEqualTo("-");
        }
    }

    @Test
    void aSidecarHasNoWayBackFromAHostEither() {
        String yaml = Yaml.virtualService(
                        "default/wide", "*.svc.cluster.local", "mesh", Yaml.rule("wide", "{uri: {prefix: /wide}}"))
                + Yaml.virtualService("default/exact", "httpbin", "mesh", Yaml.rule("a", "{uri: {prefix: /a}}"));
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/a"))).isEqualTo("a");
            assertThat(Calls.rule(Calls.mesh(caller, "HttpBin.Default:8000", "/a")))
                    .isEqualTo("a");
            RawResponse missed = Calls.mesh(caller, "httpbin:8000", "/wide");
            assertThat(missed.status()).as(missed.toString()).isEqualTo(404);
            assertThat(missed.bodyText()).contains("(NR route_not_found)");
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

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

/// Which host belongs to which VirtualService: lists of gateways, hosts of servers, wildcards.
@Proves({"VirtualService {hosts,gateways}", "Gateway servers[].hosts"})
class HostScopeIT {

    private static Mesh mesh;
    private static MeshProxy caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
    }

    @AfterAll
    static void stop() {
        caller.close();
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
    @MethodSource({"gatewaysLists", "hosts"})
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
    void aHostWithoutAServerIsNamedInAWarning() {
        String yaml = Yaml.gateway("default/gateway", "*.example.com")
                + Yaml.virtualService("default/lost", "other.org", "gateway", Yaml.rule("a"));
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(mesh.api().warnings()).contains("IST0132", "default/lost", "other.org");
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

    /// A host of no service is known to sidecars at port 80 alone; a wildcard holds for the services that it covers
    /// best.
    @Test
    void whatAHostMeansToASidecarDependsOnTheServices() {
        String yaml = Yaml.virtualService("default/stranger", "stranger.example.com", "mesh", Yaml.rule("stranger"))
                + Yaml.virtualService("default/wide", "*.svc.cluster.local", "mesh", Yaml.rule("wide"));
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(Calls.rule(Calls.mesh(caller, "stranger.example.com", "/")))
                    .isEqualTo("stranger");
            assertThat(Calls.rule(Calls.mesh(caller, "stranger.example.com:8000", "/")))
                    .as("passed through, to where there is nobody")
                    .isEqualTo("503");
            assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/"))).isEqualTo("wide");
            String narrower =
                    Yaml.virtualService("default/narrow", "*.default.svc.cluster.local", "mesh", Yaml.rule("narrow"));
            try (Applied _ = Applied.to(mesh, narrower)) {
                assertThat(Calls.rule(Calls.mesh(caller, "httpbin:8000", "/"))).isEqualTo("narrow");
            }
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
}

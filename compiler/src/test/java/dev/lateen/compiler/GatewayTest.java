package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String YOUNG = "2021-01-01T00:00:00Z";
    private static final String A = "outbound|80||a.default.svc.cluster.local";
    private static final String B = "outbound|80||b.default.svc.cluster.local";
    private static final String SERVICES = Yaml.service("a", "default", 80) + Yaml.service("b", "default", 80);

    private static String virtualService(String name, String created, String host, String rest) {
        return Yaml.virtualService(name, "default", created, "hosts: ['" + host + "']\ngateways: [gw]\n" + rest);
    }

    @ParameterizedTest(name = "server {0} is bound as {1}")
    @CsvSource({"80, 8080", "443, 8443", "1023, 9023", "1024, 1024", "8080, 8080", "81, 18081"})
    void portsUnder1024AreOffsetUnlessTranslated(int server, int bound) {
        // Given
        var yaml = Yaml.gateway("gw", "default", Yaml.httpServer(server, "*"));

        // When
        var compilation = Compiler.compile(Meshes.mesh(yaml), Meshes.gateway(Map.of(81, 18081)));

        // Then
        var listener = compilation.snapshot().listeners().getFirst();
        assertThat(listener.name()).isEqualTo("0.0.0.0_" + bound);
        assertThat(listener.port()).isEqualTo(bound);
        assertThat(listener.bind()).isNull();
        assertThat(listener.kind()).isEqualTo(Listener.Kind.GATEWAY);
        assertThat(listener.routeConfigs()).containsExactly("http." + bound);
        assertThat(listener.origins().getFirst().line()).isPositive();
    }

    @Test
    void serversThatMeetOnOneBoundPortAreMerged() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "a.com") + Yaml.httpServer(8080, "b.com"))
                + virtualService("va", OLD, "a.com", "http: [{" + Yaml.to("a") + "}]")
                + virtualService("vb", OLD, "b.com", "http: [{match: [{port: 8080}], " + Yaml.to("b") + "}]");

        var compilation = compile(Meshes.gateway(), yaml);

        assertThat(compilation.warnings()).isEmpty();
        assertThat(compilation.snapshot().listeners()).hasSize(1);
        assertThat(where(route(compilation.snapshot(), "http.8080", "http://a.com/")))
                .isEqualTo(A);
        assertThat(where(route(compilation.snapshot(), "http.8080", "http://b.com/")))
                .isEqualTo(B);
        assertThat(where(route(compilation.snapshot(), "http.8080", "http://c.com/")))
                .isEqualTo("404");
    }

    @ParameterizedTest(name = "selector {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{istio: ingressgateway} | true",
                "{istio: ingressgateway, app: edge} | true",
                "{istio: ingressgateway, app: other} | false",
                "{istio: egress} | false",
                "{} | true"
            })
    void aGatewayIsForWorkloadsWithAllLabelsOfItsSelector(String selector, boolean bound) {
        var yaml = Yaml.gateway("gw", "default", Yaml.httpServer(80, "*")).replace("{istio: ingressgateway}", selector);
        var node = new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                "ingress",
                Map.of("istio", "ingressgateway", "app", "edge"),
                List.of(),
                0,
                Map.of());

        assertThat(compile(node, yaml).snapshot().listeners()).hasSize(bound ? 1 : 0);
    }

    @ParameterizedTest(name = "server {0}, VirtualService {1} in {2}: {3}")
    @CsvSource({
        "*, a.com, default, a.com",
        "*.com, a.com, default, a.com",
        "a.com, *.com, default, a.com",
        "*.a.com, *.com, default, *.a.com",
        "a.com, b.com, default, -",
        "./a.com, a.com, default, a.com",
        "./a.com, a.com, other, -",
        "other/*, a.com, other, a.com",
        "other/*, a.com, default, -",
        "*/A.com, a.COM, other, a.com",
        "*, short, other, short.other.svc.cluster.local"
    })
    void aHostIsServedForTheNarrowerNameOfServerAndVirtualService(
            String serverHost, String host, String namespace, String expected) {
        var yaml = Yaml.gateway("gw", "default", Yaml.httpServer(80, serverHost))
                + Yaml.virtualService(
                        "vs",
                        namespace,
                        OLD,
                        "hosts: ['" + host + "']\ngateways: [default/gw]\nhttp: [{" + Yaml.to("a") + "}]");

        var compilation = compile(Meshes.gateway(), yaml);

        var domains = Meshes.routeConfig(compilation.snapshot(), "http.8080").virtualHosts().stream()
                .map(VirtualHost::domains)
                .toList();
        if (expected.equals("-")) {
            assertThat(domains).isEmpty();
            assertThat(Meshes.texts(compilation.warnings()).toString()).contains("IST0132");
        } else {
            assertThat(domains).containsExactly(List.of(expected));
        }
    }

    @ParameterizedTest(name = "gateways: [{0}] is {1}")
    @CsvSource({
        "gw, true",
        "./gw, true",
        "default/gw, true",
        "gw.default.svc.cluster.local, true",
        "gw.default, true",
        "other/gw, false",
        "mesh, false"
    })
    void gatewaysAreNamedInManyWays(String name, boolean served) {
        var yaml = Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + Yaml.virtualService(
                        "vs",
                        "default",
                        OLD,
                        "hosts: [a.com]\ngateways: ['" + name + "']\nhttp: [{" + Yaml.to("a") + "}]");

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/"))).isEqualTo(served ? A : "404");
    }

    @Test
    void virtualServicesOfOneHostAreConcatenatedWithCatchAllsLast() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + virtualService("all", OLD, "a.com", "http: [{" + Yaml.to("a") + "}]")
                + virtualService(
                        "some",
                        YOUNG,
                        "a.com",
                        "http: [{match: [{uri: {prefix: /b}}], " + Yaml.to("b") + "}, {" + Yaml.to("b") + "}]");

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/b"))).isEqualTo(B);
        assertThat(where(route(snapshot, "http.8080", "http://a.com/"))).isEqualTo(A);
        var host = Meshes.virtualHost(snapshot, "http.8080", "a.com:80");
        assertThat(host.skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.origin().name()).isEqualTo("some");
            assertThat(skipped.reason())
                    .isEqualTo("never reached: spec.http[0] of VirtualService default/all takes every request");
        });
    }

    @Test
    void virtualServicesAreNotServedOutsideTheirExportTo() {
        var yaml = Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + virtualService("hidden", OLD, "a.com", "exportTo: ['.']\nhttp: [{" + Yaml.to("a") + "}]")
                + virtualService("shown", OLD, "b.com", "exportTo: [istio-system]\nhttp: [{" + Yaml.to("b") + "}]");

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/"))).isEqualTo("404");
        assertThat(where(route(snapshot, "http.8080", "http://b.com/"))).isEqualTo(B);
    }

    @Test
    void matchGatewaysNarrowsTheList() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + Yaml.virtualService("vs", "default", OLD, """
                        hosts: [a.com]
                        gateways: [gw, mesh]
                        http:
                        - match: [{gateways: [mesh]}]
                          route: [{destination: {host: a}}]
                        - match: [{gateways: [gw], sourceLabels: {app: nobody}}]
                          route: [{destination: {host: b}}]
                        """);

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();
        var mesh = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/"))).isEqualTo(B);
        assertThat(where(route(mesh, "80", "http://a.com/"))).isEqualTo(A);
        assertThat(Meshes.virtualHost(snapshot, "http.8080", "a.com:80")
                        .skipped()
                        .getFirst()
                        .reason())
                .isEqualTo("match.gateways: [mesh] (here: [default/gw])");
    }

    @Test
    void matchGatewaysCountsOnlyWhatItsOwnVirtualServiceIsBoundTo() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", Yaml.httpServer(80, "*"))
                + Yaml.gateway("other", "default", Yaml.httpServer(80, "*"))
                + virtualService("all", OLD, "a.com", "http: [{" + Yaml.to("a") + "}]")
                + Yaml.virtualService("some", "default", YOUNG, """
                        hosts: [a.com]
                        gateways: [other]
                        http:
                        - match: [{gateways: [gw], uri: {prefix: /b}}]
                          route: [{destination: {host: b}}]
                        """);

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/b"))).isEqualTo(A);
    }

    @Test
    void httpsRedirectSendsEveryHostOfTheServerToHttps() {
        var server = "- {port: {number: 80, name: h, protocol: HTTP}, hosts: ['*.com'], tls: {httpsRedirect: true}}\n";
        var yaml = Yaml.gateway("gw", "default", server)
                + virtualService("vs", OLD, "a.com", "http: [{" + Yaml.to("a") + "}]");

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://a.com/x?y"))).isEqualTo("redirect 301");
        assertThat(where(route(snapshot, "http.8080", "http://b.com/"))).isEqualTo("redirect 301");
        assertThat(where(route(snapshot, "http.8080", "http://b.org/"))).isEqualTo("404");
        // That is how it came to a trusted proxy in front.
        assertThat(where(route(snapshot, "http.8080", "https://a.com/x"))).isEqualTo(A);
        assertThat(where(route(snapshot, "http.8080", "https://b.com/"))).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headers", "withoutHeaders"})
    void aMatchOnAClaimNeverHolds(String field) {
        var snapshot = compile(
                        Meshes.gateway(),
                        Yaml.service("a", "default", 80),
                        Yaml.gateway("gw", "default", Yaml.httpServer(80, "*")),
                        Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", """
                                hosts: [x.com]
                                gateways: [gw]
                                http:
                                - match: [{%s: {'@request.auth.claims.a': {exact: b}}}]
                                  route: [{destination: {host: a}}]
                                """.formatted(field)))
                .snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://x.com/"))).isEqualTo("404");
        assertThat(Meshes.routeConfig(snapshot, "http.8080")
                        .virtualHosts()
                        .getFirst()
                        .skipped())
                .singleElement()
                .asString()
                .contains("match on @request.auth.claims.a: claims of tokens are not known yet");
    }
}

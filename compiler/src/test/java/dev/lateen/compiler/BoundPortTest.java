package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.Listener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which servers of several Gateways share a port, and which are refused.
class BoundPortTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String A = "outbound|80||a.default.svc.cluster.local";
    private static final String B = "outbound|80||b.default.svc.cluster.local";

    private static String server(int port, String protocol, String rest) {
        return "- {port: {number: %d, name: p, protocol: %s}%s}%n".formatted(port, protocol, rest);
    }

    private static List<BoundPort> bound(String... gateways) {
        var view = new ProxyView(Meshes.mesh(gateways), Meshes.gateway());
        return new ListenerCompiler(view).boundPorts();
    }

    private static List<String> warnings(String... gateways) {
        return Meshes.texts(compile(Meshes.gateway(), gateways).warnings());
    }

    @ParameterizedTest(name = "{0} {1}, then {2} {3}: {4}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "HTTP | hosts: ['*'] | HTTP | hosts: ['*'] | -",
                "HTTP | hosts: ['*'] | GRPC | hosts: [a.com] | -",
                "HTTP2 | hosts: [a.com] | GRPC-WEB | hosts: [a.com] | -",
                "HTTP | hosts: ['*'] | TCP | hosts: ['*'] | port: TCP on port 80 conflicts",
                "HTTP | hosts: ['*'] | HTTPS | hosts: ['*'], tls: {} | port: HTTPS on port 80 conflicts",
                "HTTP | hosts: ['*'] | TLS | hosts: ['*'], tls: {} | port: TLS on port 80 conflicts",
                "TCP | hosts: ['*'] | HTTP | hosts: [a.com] | port: HTTP on port 80 conflicts",
                "TCP | hosts: ['*'] | MONGO | hosts: [a.com] | port: MONGO on port 80 conflicts",
                "TCP | hosts: [a.com] | TCP | hosts: [b.com] | port: TCP on port 80 conflicts",
                "TCP | hosts: ['*'] | TLS | hosts: ['*'], tls: {} | port: TLS on port 80 conflicts",
                "TLS | hosts: ['*'], tls: {} | TCP | hosts: ['*'] | port: TCP on port 80 conflicts",
                "HTTPS | hosts: [a.com], tls: {} | HTTP | hosts: [b.com] | port: HTTP on port 80 conflicts",
                "HTTPS | hosts: [a.com], tls: {} | HTTPS | hosts: [b.com], tls: {} | -",
                "HTTPS | hosts: [a.com], tls: {} | TLS | hosts: ['*.com'], tls: {} | -",
                "HTTPS | hosts: [a.com], tls: {} | TLS | hosts: [b.com, x/A.com], tls: {} | hosts: \"a.com\" on port 80",
                "TLS | hosts: ['*'], tls: {} | TLS | hosts: ['./*'], tls: {} | hosts: \"*\" on port 80 conflicts"
            })
    void theFirstServerOnAPortDecidesWhoMayJoin(
            String firstProtocol, String first, String secondProtocol, String second, String conflict) {
        var older = Yaml.gateway("a-gw", "default", server(80, firstProtocol, ", name: web, " + first));
        var younger = Yaml.gateway("b-gw", "default", server(80, secondProtocol, ", " + second));

        var ports = bound(younger, older);

        assertThat(ports).hasSize(1);
        if (conflict.equals("-")) {
            assertThat(ports.getFirst().servers()).hasSize(2);
            assertThat(warnings(older, younger)).isEmpty();
        } else {
            assertThat(ports.getFirst().servers())
                    .singleElement()
                    .satisfies(server -> assertThat(server.gatewayName()).isEqualTo("default/a-gw"));
            assertThat(warnings(older, younger))
                    .singleElement()
                    .asString()
                    .startsWith("spec.servers[0]." + conflict)
                    .contains(
                            "spec.servers[0] \"web\" of Gateway default/a-gw (given.yaml:",
                            "which has bound port 8080 already (expected: ",
                            "; the server is refused (IST0145)",
                            "(Gateway default/b-gw)");
        }
    }

    @ParameterizedTest(name = "{0}, then {1}: {2}")
    @CsvSource({
        "-, -, merged",
        "10.0.0.1, 10.0.0.1, merged",
        "::1, 0:0:0:0:0:0:0:1, merged",
        "10.0.0.1, 10.0.0.2, apart",
        "10.0.0.1, ::1, apart",
        "-, 10.0.0.1, refused",
        "10.0.0.1, -, refused",
        "0.0.0.0, 10.0.0.1, refused",
        "10.0.0.1, '::', refused",
        "-, 0.0.0.0, refused"
    })
    void serversOfDifferentAddressesHaveListenersOfTheirOwn(String first, String second, String outcome) {
        var older = Yaml.gateway("a-gw", "default", server(80, "HTTP", bind(first) + ", hosts: ['*']"));
        var younger = Yaml.gateway("b-gw", "default", server(80, "HTTP", bind(second) + ", hosts: ['*']"));

        var ports = bound(older, younger);

        assertThat(ports).hasSize(outcome.equals("apart") ? 2 : 1);
        assertThat(ports.getFirst().servers()).hasSize(outcome.equals("merged") ? 2 : 1);
        if (outcome.equals("refused")) {
            assertThat(warnings(older, younger).toString())
                    .contains("spec.servers[0].bind: ", "default/a-gw", "default/b-gw", "IST0145");
        } else {
            assertThat(warnings(older, younger)).isEmpty();
        }
    }

    private static String bind(String address) {
        return address.equals("-") ? "" : ", bind: '" + address + "'";
    }

    @Test
    void eachAddressOfAPortHasItsOwnRoutes() {
        var yaml = Yaml.gateway("ga", "default", server(80, "HTTP", ", bind: 127.0.0.2, hosts: ['*']"))
                + Yaml.gateway("gb", "default", server(80, "HTTP", ", bind: 127.0.0.3, hosts: ['*']"))
                + virtualService("va", "ga", "a")
                + virtualService("vb", "gb", "b");

        var snapshot = compile(Meshes.gateway(), yaml).snapshot();

        assertThat(snapshot.listeners())
                .extracting(Listener::name, Listener::bind, Listener::port, Listener::routeConfigs)
                .containsExactly(
                        tuple("127.0.0.2_8080", "127.0.0.2", 8080, List.of("http.8080.127.0.0.2")),
                        tuple("127.0.0.3_8080", "127.0.0.3", 8080, List.of("http.8080.127.0.0.3")));
        assertThat(where(route(snapshot, "http.8080.127.0.0.2", "http://x.com/")))
                .isEqualTo(A);
        assertThat(where(route(snapshot, "http.8080.127.0.0.3", "http://x.com/")))
                .isEqualTo(B);
    }

    @Test
    void aServerJoinsTheOneAtItsAddressAmongSeveral() {
        var yaml = Yaml.gateway("ga", "default", server(80, "HTTP", ", bind: 127.0.0.2, hosts: ['*']"))
                + Yaml.gateway("gb", "default", server(80, "TCP", ", bind: 127.0.0.3, hosts: ['*']"))
                + Yaml.gateway("gc", "default", server(8080, "TCP", ", bind: 127.0.0.2, hosts: ['*']"))
                + Yaml.gateway("gd", "default", server(8080, "HTTP", ", bind: 127.0.0.2, hosts: ['*']"));

        assertThat(bound(yaml))
                .extracting(
                        BoundPort::kind,
                        port -> port.servers().stream()
                                .map(ServerRef::gatewayName)
                                .toList())
                .containsExactly(
                        tuple(BoundPort.Kind.HTTP, List.of("default/ga", "default/gd")),
                        tuple(BoundPort.Kind.TCP, List.of("default/gb")));
        assertThat(warnings(yaml)).singleElement().asString().contains("TCP on port 8080", "default/ga", "default/gc");
    }

    @Test
    void aUnixSocketIsNotBoundAndNamed() {
        var yaml = Yaml.gateway("gw", "default", server(0, "HTTP", ", bind: 'unix:///tmp/s', hosts: ['*']"));

        assertThat(bound(yaml)).isEmpty();
        assertThat(Meshes.resources(yaml).stream().flatMap(gateway -> UnhonouredFields.of(gateway).stream()))
                .singleElement()
                .asString()
                .contains("spec.servers[0].bind", "unix:///tmp/s", "the server is refused");
    }

    private static String virtualService(String name, String gateway, String to) {
        return Yaml.virtualService(
                name, "default", OLD, "hosts: ['*']\ngateways: [" + gateway + "]\nhttp: [{" + Yaml.to(to) + "}]");
    }
}

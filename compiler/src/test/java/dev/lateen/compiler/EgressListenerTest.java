package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressListenerTest {

    private static final String SERVICES = bytes("db") + bytes("other") + Yaml.service("web", "default", 9080);

    private static String bytes(String name) {
        return Yaml.service(name, "default", 5432).replace("http-5432", "tcp-5432");
    }

    private static String sidecar(String listener) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: scope, namespace: default}
                spec: {egress: [%s]}
                """.formatted(listener);
    }

    private static String rules(String name, String rest) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: default}
                spec:
                """.formatted(name) + rest.indent(2);
    }

    private static String clusters(TcpRoute route) {
        return route.destinations().stream()
                .map(destination -> destination.cluster().split("\\|")[3].replace(".default.svc.cluster.local", "")
                        + " " + destination.weight())
                .collect(Collectors.joining(", "));
    }

    private static Listener listener(Snapshot snapshot) {
        var bound = snapshot.listeners().stream()
                .filter(listener -> listener.port() != 15001)
                .toList();
        assertThat(bound).hasSize(1);
        return bound.getFirst();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "captureMode: NONE                          | 127.0.0.1:9080",
                "bind: 127.0.0.9                            | 127.0.0.9:9080",
                "bind: 127.0.0.9, captureMode: NONE         | 127.0.0.9:9080",
                "captureMode: DEFAULT                       | none",
                "bind: 127.0.0.9, captureMode: IPTABLES     | none"
            })
    void anAddressOfItsOwnMakesAListener(String how, String address) {
        var yaml = SERVICES + sidecar("{port: {number: 9080, protocol: HTTP, name: h}, hosts: ['*/*'], " + how + "}");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        if (address.equals("none")) {
            assertThat(snapshot.listeners()).hasSize(1);
        } else {
            var listener = listener(snapshot);
            assertThat(listener.bind() + ":" + listener.port()).isEqualTo(address);
            assertThat(listener.routeConfigs()).containsExactly("9080");
            assertThat(listener.origins())
                    .singleElement()
                    .satisfies(origin -> assertThat(origin.kind()).isEqualTo("Sidecar"));
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                                                  | db 1",
                "hosts: [db], tcp: [{route: [{destination: {host: other}}]}]                       | other 0",
                "hosts: [db], tcp: [{route: [{destination: {host: db}, weight: 3}, {destination: {host: other}, weight: 1}]}] | db 3, other 1",
                "hosts: ['*.default.svc.cluster.local'], tcp: [{route: [{destination: {host: other}}]}] | other 0",
                "hosts: [other], tcp: [{route: [{destination: {host: other}}]}]                    | db 1",
                "hosts: [db], gateways: [gw], tcp: [{route: [{destination: {host: other}}]}]       | db 1",
                "hosts: [db], exportTo: [prod], tcp: [{route: [{destination: {host: other}}]}]     | db 1",
                "hosts: [db], tcp: [{match: [{port: 1}], route: [{destination: {host: other}}]}]   | db 1",
                "hosts: [db], tcp: [{match: [{port: 5432}], route: [{destination: {host: other}}]}] | other 0",
                "hosts: [db], tcp: [{match: [{sourceLabels: {app: no}}], route: [{destination: {host: other}}]}] | db 1",
                "hosts: [db], tcp: [{match: [{destinationSubnets: ['10.0.0.0/8']}], route: [{destination: {host: other}}]}] | db 1",
                "hosts: [db], tcp: [{match: [{destinationSubnets: ['10.0.0.0/8', '127.0.0.0/30']}], route: [{destination: {host: other}}]}] | other 0"
            })
    void bytesGoByTheTcpRulesOfTheServiceOrToIt(String spec, String expected) {
        var listener = sidecar("{port: {number: 5432, protocol: MONGO, name: m}, captureMode: NONE,"
                + " hosts: ['default/db.default.svc.cluster.local']}");
        var rules = spec == null ? "" : rules("vs", "{" + spec + "}");

        var snapshot = compile(Meshes.sidecar(), SERVICES + listener + rules).snapshot();

        var chains = listener(snapshot).chains();
        assertThat(chains)
                .singleElement()
                .satisfies(chain -> assertThat(clusters(chain.tcp())).isEqualTo(expected));
    }

    @Test
    void ofTwoServicesAtOneAddressTheOtherIsNamed() {
        var listener = sidecar("{port: {number: 5432, protocol: TCP, name: t}, bind: 127.0.0.1, hosts: ['*/*']}");

        var compilation = compile(Meshes.sidecar(), SERVICES + listener);

        assertThat(clusters(listener(compilation.snapshot()).chains().getFirst().tcp()))
                .isEqualTo("db 1");
        assertThat(Meshes.texts(compilation.warnings()))
                .singleElement()
                .asString()
                .contains("spec.egress[0].hosts", "[other.default.svc.cluster.local] cannot be told from db.default");
    }

    @Test
    void tlsIsToldApartByItsServerName() {
        var yaml = SERVICES.replace("tcp-5432", "tls-5432")
                + sidecar("{port: {number: 5432, protocol: TLS, name: t}, captureMode: NONE, hosts: ['*/*']}")
                + rules("vs", """
                        hosts: [db.default.svc.cluster.local]
                        tls:
                        - {match: [{sniHosts: [db.default.svc.cluster.local]}], route: [{destination: {host: other}}]}
                        """);

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(listener(snapshot).chains().stream()
                        .collect(Collectors.toMap(chain -> chain.serverNames().getFirst(), EgressListenerTest::where)))
                .isEqualTo(Map.of(
                        "db.default.svc.cluster.local", "other 0",
                        "other.default.svc.cluster.local", "other 1"));
    }

    private static String where(FilterChain chain) {
        return clusters(chain.tcp());
    }

    @Test
    void whatCannotBeServedIsNamed() {
        var own = compile(
                Meshes.sidecar(),
                SERVICES
                        + sidecar(
                                "{port: {number: 15001, protocol: HTTP, name: h}, captureMode: NONE, hosts: ['*/*']}"));
        assertThat(own.snapshot().listeners()).hasSize(1);
        assertThat(Meshes.texts(own.warnings()).toString()).contains("spec.egress[0].port.number", "15001 is another");

        var nobody = compile(
                Meshes.sidecar(),
                SERVICES
                        + sidecar("{port: {number: 3306, protocol: TCP, name: t}, captureMode: NONE, hosts: ['*/*']}"));
        assertThat(listener(nobody.snapshot()).chains()).hasSize(1);
        assertThat(Meshes.texts(nobody.warnings()).toString())
                .contains("spec.egress[0].hosts", "no service with port 3306");
    }
}

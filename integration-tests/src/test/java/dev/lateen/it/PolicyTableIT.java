package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.tls.TlsSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each block of a traffic policy at each of its places: the rule, a port of it, a subset, a port of a subset. Blocks
/// are replaced whole, and the settings of a port replace all blocks.
@Proves({
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.{loadBalancer,connectionPool,portLevelSettings}",
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.outlierDetection.{consecutive5xxErrors,maxEjectionPercent}",
    "DestinationRule subsets[].trafficPolicy.tls"
})
class PolicyTableIT {

    private static final String HOST = "api.example.com";

    @TempDir
    private static Path folder;

    private static Mesh mesh;
    private static MeshProxy caller;
    private static Pki pki;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        pki = new Pki(folder);
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/edge", HOST, "gateway,mesh", """
                        - {route: [{destination: {host: %s, subset: all}}]}
                        """.formatted(HOST)));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
    }

    /// Where a block stands that is in force for port 80 of subset `all`.
    enum Place {
        RULE("trafficPolicy: {%s}, subsets: [{name: all}]"),
        PORT("trafficPolicy: {%2$s, portLevelSettings: [{port: {number: 80}, %1$s}]}, subsets: [{name: all}]"),
        SUBSET("trafficPolicy: {%2$s}, subsets: [{name: all, trafficPolicy: {%1$s}}]"),
        PORT_OF_SUBSET("trafficPolicy: {portLevelSettings: [{port: {number: 80}, %2$s}]},"
                + " subsets: [{name: all, trafficPolicy: {%2$s, portLevelSettings: [{port: {number: 80}, %1$s}]}}]"),
        /// Not in force: port 81 is another one.
        OTHER_PORT("trafficPolicy: {%2$s, portLevelSettings: [{port: {number: 81}, %1$s}]}, subsets: [{name: all}]");

        private final String spec;

        Place(String spec) {
            this.spec = spec;
        }

        /// @param overruled the same block with other values, at the places that this one wins over
        String rule(String block, String overruled) {
            return """
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {name: api}
                    spec: {host: %s, %s}
                    """.formatted(HOST, spec.formatted(block, overruled));
        }

        boolean isInForce() {
            return this != OTHER_PORT;
        }
    }

    static Stream<Place> places() {
        return Stream.of(Place.values());
    }

    private static String entry(List<OriginServer> origins) {
        return entry(origins.stream().mapToInt(OriginServer::port).toArray());
    }

    private static String entry(int... ports) {
        var endpoints = new StringBuilder();
        for (int port : ports) {
            endpoints.append("{address: 127.0.0.1, ports: {http: " + port + "}}, ");
        }
        return Yaml.serviceEntry("api", HOST, endpoints.toString());
    }

    @ParameterizedTest
    @MethodSource("places")
    void loadBalancer(Place place) {
        var origins = new ArrayList<OriginServer>();
        for (String name : List.of("1", "2", "3")) {
            origins.add(OriginServer.start(request -> Answers.of(name, request)));
        }
        String rule = place.rule("loadBalancer: {simple: ROUND_ROBIN}", "loadBalancer: {simple: RANDOM}");
        try (Applied _ = Applied.to(mesh, entry(origins) + rule)) {
            assertThat(alternates(
                            () -> Calls.gateway(mesh.gatewayPort(), HOST, "/").header("x-version")))
                    .isEqualTo(place.isInForce());
            assertThat(alternates(() -> Calls.mesh(caller, HOST, "/").header("x-version")))
                    .isEqualTo(place.isInForce());
        } finally {
            origins.forEach(OriginServer::close);
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void outlierDetection(Place place) {
        String rule = place.rule(
                "outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: 100}",
                "outlierDetection: {consecutive5xxErrors: 9, maxEjectionPercent: 100}");
        try (OriginServer origin = OriginServer.answering(Answer.status(500));
                Applied _ = Applied.to(mesh, entry(origin.port()) + rule)) {
            int second = place.isInForce() ? 503 : 500;
            for (Supplier<RawResponse> call : List.<Supplier<RawResponse>>of(
                    () -> Calls.gateway(mesh.gatewayPort(), HOST, "/"), () -> Calls.mesh(caller, HOST, "/"))) {
                assertThat(call.get().status()).isEqualTo(500);
                assertThat(call.get().status()).isEqualTo(second);
            }
        }
    }

    /// At random 30 picks in turn would be a wonder.
    private static boolean alternates(Supplier<Optional<String>> call) {
        var picks = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            picks.add(call.get().orElseThrow());
        }
        for (int i = 3; i < picks.size(); i++) {
            if (!picks.get(i).equals(picks.get(i - 3))) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("places")
    void idleTimeoutOfTheConnectionPool(Place place) {
        String rule =
                place.rule("connectionPool: {http: {idleTimeout: 0.1s}}", "connectionPool: {http: {idleTimeout: 1h}}");
        try (var origin = OriginServer.start(request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(List.of(origin)) + rule)) {
            assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/").status()).isEqualTo(200);
            assertThat(Calls.mesh(caller, HOST, "/").status()).isEqualTo(200);
            int kept = place.isInForce() ? 0 : 2;
            Eventually.await("idle connections at " + place, () -> origin.openConnections() == kept);
        }
    }

    /// What is overruled would outlast the patience of the client.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER_PORT")
    void connectTimeoutOfTheConnectionPool(Place place) throws IOException {
        String rule = place.rule(
                "connectionPool: {tcp: {connectTimeout: 0.1s}}", "connectionPool: {tcp: {connectTimeout: 120s}}");
        try (var hanging = ListenFault.hanging();
                Applied _ = Applied.to(mesh, entry(hanging.port()) + rule)) {
            assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/").bodyText()).contains("{connection_timeout}");
            assertThat(Calls.mesh(caller, HOST, "/").bodyText()).contains("{connection_timeout}");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void tls(Place place) {
        // A TLS server's answer to plain text is no HTTP.
        String trusted = pki.fill("tls: {mode: SIMPLE, caCertificates: @/site-ca.crt, sni: " + Pki.SITE + "}");
        String rule = place.rule(trusted, "tls: {mode: DISABLE}");
        int status = place.isInForce() ? 200 : 502;
        try (var origin =
                        OriginServer.startTls(TlsSide.of(null, pki.site), false, request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(List.of(origin)) + rule)) {
            assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/").status()).isEqualTo(status);
            assertThat(Calls.mesh(caller, HOST, "/").status()).isEqualTo(status);
        }
    }

    /// What the settings of a port leave out is back at its default, whatever the rule says.
    @ParameterizedTest
    @MethodSource("ports")
    void thePortsSettingsReplaceEveryBlock(String spec) {
        String rule = Place.RULE.rule("", "").replace("trafficPolicy: {}, subsets: [{name: all}]", spec);
        try (var origin =
                        OriginServer.startTls(TlsSide.of(null, pki.site), false, request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(List.of(origin)) + pki.fill(rule))) {
            assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/").status()).isEqualTo(502);
            assertThat(Calls.mesh(caller, HOST, "/").status()).isEqualTo(502);
        }
    }

    static Stream<String> ports() {
        String tls = "tls: {mode: SIMPLE, caCertificates: @/site-ca.crt, sni: " + Pki.SITE + "}";
        String port = "portLevelSettings: [{port: {number: 80}, loadBalancer: {simple: RANDOM}}]";
        return Stream.of(
                "trafficPolicy: {" + tls + ", " + port + "}, subsets: [{name: all}]",
                "trafficPolicy: {" + tls + "}, subsets: [{name: all, trafficPolicy: {" + port + "}}]");
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.SocketTimers;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of connections and endpoints by fields of a traffic policy, through a gateway and a sidecar. Where a
/// policy stands is the subject of [PolicyTableIT].
@Proves({
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.connectionPool.{"
            + "tcp.maxConnectionDuration,tcp.idleTimeout,tcp.tcpKeepalive,http.maxRequestsPerConnection}",
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.proxyProtocol",
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.loadBalancer.{simple,warmup,warmupDurationSecs}"
})
class TrafficPolicyIT {

    private static final String HOST = "api.example.com";
    private static final String DATABASE = "db.example.com";

    private static final OriginServer ORIGIN = OriginServer.start(request -> Answers.of("old", request));

    private static Mesh mesh;
    private static MeshProxy caller;
    private static int bytesPort;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        bytesPort = Mesh.freePort();
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gateway}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
                  - {port: {number: %d, name: bytes, protocol: TCP}, hosts: ["*"]}
                """.formatted(bytesPort)
                + Yaml.virtualService("default/edge", HOST, "gateway,mesh", """
                        - {route: [{destination: {host: %s}}]}
                        """.formatted(HOST)));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
        ORIGIN.close();
    }

    private static String entry(int... ports) {
        var endpoints = new StringBuilder();
        for (int port : ports) {
            endpoints.append("{address: 127.0.0.1, ports: {http: " + port + "}}, ");
        }
        return Yaml.serviceEntry("api", HOST, endpoints.toString());
    }

    private static String policy(String host, String policy) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api}
                spec: {host: %s, trafficPolicy: {%s}}
                """.formatted(host, policy);
    }

    private static void askBoth() {
        assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/").status()).isEqualTo(200);
        assertThat(Calls.mesh(caller, HOST, "/").status()).isEqualTo(200);
    }

    @Test
    void aConnectionServesSoManyRequestsAndNoMore() {
        String pool = "connectionPool: {http: {maxRequestsPerConnection: 2}}";
        try (var origin = OriginServer.start(request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(origin.port()) + policy(HOST, pool))) {
            for (int i = 0; i < 6; i++) {
                askBoth();
            }
            assertThat(origin.acceptedConnections()).as("three of each proxy").isEqualTo(6);
        }
    }

    @Test
    void aConnectionEndsWhenItWasOpenForAsLongAsItMay() {
        String pool = "connectionPool: {tcp: {maxConnectionDuration: 0.1s}}";
        try (var origin = OriginServer.start(request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(origin.port()) + policy(HOST, pool))) {
            askBoth();
            Eventually.await("no connection is kept", () -> origin.openConnections() == 0);
        }
    }

    @Test
    void theSystemProbesAConnectionThatIsIdle() {
        assumeTrue(SocketTimers.areShown());
        String pool = "connectionPool: {tcp: {tcpKeepalive: {probes: 3, time: 60s, interval: 7s}}}";
        try (var origin = OriginServer.start(request -> Answers.of("1", request));
                Applied _ = Applied.to(mesh, entry(origin.port()) + policy(HOST, pool))) {
            askBoth();
            Eventually.await("the timer of the first probe", () -> {
                double seconds = SocketTimers.secondsToProbe(origin.port());
                return seconds > 0 && seconds <= 60;
            });
        }
    }

    @Test
    void aConnectionThatIsNotReadEndsWhenItIdles() throws Exception {
        try (var database = ByteStreams.echo("d");
                Applied _ = Applied.to(
                        mesh,
                        ByteStreams.rules("tcp: [{match: [{port: %d}], route: [{destination: {host: %s}}]}]"
                                        .formatted(bytesPort, DATABASE))
                                + database(database.port())
                                + policy(DATABASE, "connectionPool: {tcp: {idleTimeout: 2s}}"));
                var client = ByteStreams.connect(bytesPort)) {
            assertThat(ByteStreams.text(client.readBytes(1))).isEqualTo("d");
            client.awaitClose();
        }
    }

    private static String database(int port) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: db}
                spec:
                  hosts: [%s]
                  resolution: STATIC
                  ports: [{number: 9000, name: tcp, protocol: TCP}]
                  endpoints: [{address: 127.0.0.1, ports: {tcp: %d}}]
                """.formatted(DATABASE, port);
    }

    /// With a third of its time behind it the old one gets several times what the new one gets; without a warm-up both
    /// would get the same to the request.
    @ParameterizedTest
    @ValueSource(strings = {"warmup: {duration: 18s, minimumPercent: 5}", "warmupDurationSecs: 18s"})
    void aNewEndpointGetsLessForAWhile(String warmup) throws IOException {
        try (var old = OriginServer.start(request -> Answers.of("old", request));
                var fresh = OriginServer.start(request -> Answers.of("new", request));
                Applied _ = Applied.to(
                        mesh,
                        entry(old.port()) + policy(HOST, "loadBalancer: {simple: ROUND_ROBIN, " + warmup + "}"))) {
            long begin = System.nanoTime();
            Eventually.await("six seconds", () -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(6));
            mesh.apply(entry(old.port(), fresh.port()));
            var gateway = new TreeMap<String, Integer>();
            var sidecar = new TreeMap<String, Integer>();
            for (int i = 0; i < 100; i++) {
                String one = Calls.gateway(mesh.gatewayPort(), HOST, "/")
                        .header("x-version")
                        .orElse("");
                gateway.merge(one, 1, Integer::sum);
                sidecar.merge(Calls.mesh(caller, HOST, "/").header("x-version").orElse(""), 1, Integer::sum);
            }
            assertThat(gateway.get("old")).as(gateway.toString()).isGreaterThan(52);
            assertThat(sidecar.get("old")).as(sidecar.toString()).isGreaterThan(52);
        }
    }

    /// A connection that says whose it is serves nobody else's request, nor a second one.
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{version: V1}", "{version: V2}"})
    void anEndpointIsToldWhoTheClientIs(String settings) throws IOException {
        boolean block = settings.contains("V2");
        var prefaces = new LinkedBlockingQueue<String>();
        try (var origin = RawTcpOrigin.start(connection -> {
                    prefaces.add(
                            block ? HexFormat.of().formatHex(connection.readBytes(28)) : line(connection.readHead()));
                    if (block) {
                        connection.readHead();
                    }
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    connection.awaitPeerClose();
                });
                Applied _ = Applied.to(mesh, entry(origin.port()) + policy(HOST, "proxyProtocol: " + settings))) {
            for (int port : new int[] {mesh.gatewayPort(), caller.outboundPort()}) {
                try (RawHttpClient client = RawHttpClient.connect(port)) {
                    String expected = block
                            ? "0d0a0d0a000d0a515549540a2111000c7f0000017f000001%04x%04x"
                                    .formatted(client.localPort(), port)
                            : "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d".formatted(client.localPort(), port);
                    for (int i = 0; i < 2; i++) {
                        assertThat(client.get("http://" + HOST + "/", "Host: " + HOST)
                                        .status())
                                .isEqualTo(200);
                    }
                    assertThat(List.of(prefaces.remove(), prefaces.remove())).containsOnly(expected);
                }
            }
        }
    }

    private static String line(String head) {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /// The endpoint of the service plays no part for an application that names where it wants to go.
    @Test
    void passthroughGoesWhereTheClientSays() throws IOException {
        mesh.dns().answer(HOST, 60, "127.0.0.1");
        try (var refusing = ListenFault.refusing();
                Applied _ = Applied.to(
                        mesh,
                        entry(refusing.port()).replace("number: 80,", "number: " + ORIGIN.port() + ",")
                                + policy(HOST, "loadBalancer: {simple: PASSTHROUGH}"))) {
            assertThat(Calls.mesh(caller, HOST + ":" + ORIGIN.port(), "/").status())
                    .isEqualTo(200);
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectIT {

    private static final ConnectPorts ALL = ConnectPorts.parse("*");

    private static RawTcpOrigin echo() {
        return RawTcpOrigin.start(connection -> {
            connection.write("!");
            while (true) {
                connection.write(connection.readBytes(1));
            }
        });
    }

    private static Snapshot snapshot(Listener.Kind kind, Route route, Cluster cluster) {
        var host = new VirtualHost("*", List.of("*"), List.of(route), List.of());
        var config = new RouteConfig("routes", RouteConfig.ANY_PORT, List.of(host));
        var listener = new Listener(Snapshots.LISTENER, null, 0, kind, List.of("routes"), List.of());
        return new Snapshot(List.of(listener), List.of(config), List.of(cluster));
    }

    private static Snapshot to(Cluster cluster) {
        return snapshot(
                Listener.Kind.OUTBOUND, Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))), cluster);
    }

    private static TestProxy proxy(Snapshot snapshot, ConnectPorts ports) {
        return TestProxy.start(snapshot, config -> config.withConnectPorts(ports));
    }

    private static String connect(String target) {
        return "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void echoes(RawHttpClient client, String message) throws IOException {
        assertThat(text(client.send(message).readBytes(message.length()))).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "CONNECT a:443 HTTP/1.0\r\n\r\n"})
    void bytesGoBothWaysOnceTheUpstreamIsConnected(String request) throws Exception {
        try (var origin = echo();
                var proxy = proxy(to(Snapshots.cluster("a", origin.port())), ConnectPorts.parse("443"));
                var client = proxy.connect()) {
            var response = client.send(request).read("CONNECT");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("content-length")).isEmpty();
            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.header("connection")).isEmpty();
            assertThat(text(client.readBytes(1))).isEqualTo("!");
            echoes(client, "GET / HTTP/1.1\r\n\0\r\n");
            assertThat(proxy.finished()).isEmpty();
            client.close();
            var finished = proxy.one();
            assertThat(finished.status()).isEqualTo(200);
            assertThat(finished.routeName()).isEqualTo("route-0");
            assertThat(finished.bytesReceived()).isEqualTo(19);
            assertThat(finished.bytesSent()).isEqualTo(20);
            Eventually.await("all is over", () -> proxy.engine().stats().openDownstream() == 0);
            Eventually.await("upstream too", () -> proxy.engine().stats().openUpstream() == 0);
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
        }
    }

    @Test
    void bytesRightBehindTheRequestAreForTheUpstream() throws Exception {
        try (var origin = echo();
                var proxy = proxy(to(Snapshots.cluster("a", origin.port())), ALL);
                var client = proxy.connect()) {
            assertThat(client.send(connect("a:1") + "early").read("CONNECT").status())
                    .isEqualTo(200);
            assertThat(text(client.readBytes(6))).isEqualTo("!early");
        }
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.awaitPeerClose();
                    connection.write("still here");
                });
                var proxy = proxy(to(Snapshots.cluster("a", origin.port())), ALL);
                var client = proxy.connect()) {
            assertThat(client.send(connect("a:1")).read("CONNECT").status()).isEqualTo(200);
            client.halfClose();
            assertThat(text(client.readUntilClose())).isEqualTo("still here");
            assertThat(proxy.one().flags()).isZero();
        }
    }

    @Test
    void hostsThatTheMeshDoesNotKnowAreReachedWhereTheRoutesLetThemBe() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("there"));
                var proxy = proxy(to(Snapshots.named(Discovery.ORIGINAL_DESTINATION, 10_000, 0)), ALL);
                var client = proxy.connect()) {
            assertThat(client.send(connect("127.0.0.1:" + origin.port()))
                            .read("CONNECT")
                            .status())
                    .isEqualTo(200);
            assertThat(client.get("/in-the-tunnel").bodyText()).isEqualTo("there");
            assertThat(origin.requests().getLast().target()).isEqualTo("/in-the-tunnel");
        }
    }

    @Test
    void theProxyNeverConnectsToItself() throws Exception {
        try (var proxy = proxy(to(Snapshots.named(Discovery.ORIGINAL_DESTINATION, 10_000, 0)), ALL);
                var client = proxy.connect()) {
            var response = client.send(connect("127.0.0.1:" + proxy.port())).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("is this proxy itself");
            client.awaitClose();
        }
    }

    @ParameterizedTest
    @CsvSource({"OUTBOUND, 443, a:444", "OUTBOUND, '', a:443", "GATEWAY, *, a:443", "INBOUND, *, a:443"})
    void anythingElseIsRefusedByName(Listener.Kind kind, String ports, String target) throws Exception {
        var route = Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)));
        try (var origin = OriginServer.answering(Answer.ok("reached"));
                var proxy =
                        proxy(snapshot(kind, route, Snapshots.cluster("a", origin.port())), ConnectPorts.parse(ports));
                var client = proxy.connect()) {
            var response = client.send(connect(target) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    .read();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.header("allow").orElseThrow()).doesNotContain("CONNECT");
            assertThat(response.bodyText()).contains("CONNECT");
            client.awaitClose();
            assertThat(origin.acceptedConnections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:0 HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:65536 HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT u@a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT /a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT http://a:443/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nContent-Length: 1\r\n\r\nx",
                "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void whatIsNoHostAndPortIsMalformed(String request) throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.deaf());
                var proxy = proxy(to(Snapshots.cluster("a", origin.port())), ALL);
                var client = proxy.connect()) {
            assertThat(client.send(request).read().status()).isEqualTo(400);
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.DPE)).isTrue();
            assertThat(origin.acceptedConnections()).isZero();
        }
    }

    @Test
    void whatTheRouteRefusesIsRefused() throws Exception {
        var refuse = new RouteAction.Refuse(502, "direct_response", "not of this mesh");
        try (var proxy = proxy(
                        snapshot(Listener.Kind.OUTBOUND, Snapshots.route(0, null, refuse), Snapshots.cluster("a", 1)),
                        ALL);
                var client = proxy.connect()) {
            var response = client.send(connect("b:443")).read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.bodyText()).contains("not of this mesh");
            client.awaitClose();
        }
    }

    @Test
    void anotherEndpointIsTriedAndThenTheReasonIsSaid() throws Exception {
        try (var refusing = ListenFault.refusing();
                var origin = echo();
                var proxy = proxy(to(Snapshots.cluster("a", refusing.port(), origin.port())), ALL)) {
            for (int i = 0; i < 4; i++) {
                try (var client = proxy.connect()) {
                    assertThat(client.send(connect("a:1")).read("CONNECT").status())
                            .isEqualTo(200);
                }
            }
            assertThat(proxy.engine().stats().retries()).isPositive();
            proxy.apply(to(Snapshots.cluster("a", refusing.port())));
            try (var client = proxy.connect()) {
                var response = client.send(connect("a:1")).read();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.bodyText()).contains("Connection refused");
                client.awaitClose();
            }
            Eventually.await("five are over", () -> proxy.finished().size() == 5);
            assertThat(proxy.finished()).anyMatch(finished -> finished.has(ResponseFlag.UF));
        }
    }

    @Test
    void aClientThatLeavesBeforeTheConnectionIsThereLeavesNothingBehind() throws Exception {
        try (var hanging = ListenFault.hanging();
                var proxy = proxy(to(Snapshots.cluster("a", hanging.port())), ALL)) {
            try (var client = proxy.connect()) {
                client.send(connect("a:1"));
                Eventually.await("on its way", () -> proxy.engine().stats().activeExchanges() == 1);
                client.reset();
            }
            assertThat(proxy.one().has(ResponseFlag.DC)).isTrue();
            assertThat(proxy.engine().stats().openUpstream()).isZero();
        }
    }
}

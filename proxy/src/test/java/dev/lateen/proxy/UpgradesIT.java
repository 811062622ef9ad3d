package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REQUEST =
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";

    private final List<String> heads = new CopyOnWriteArrayList<>();

    /// Switches protocols and then sends back what comes.
    private RawTcpOrigin echo() {
        return RawTcpOrigin.start(connection -> {
            heads.add(connection.readHead());
            connection.write(SWITCHING + "!");
            while (true) {
                connection.write(connection.readBytes(1));
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void echoes(RawHttpClient client, String message) throws IOException {
        client.send(message);
        assertThat(text(client.readBytes(message.length()))).isEqualTo(message);
    }

    private static RawHttpClient upgraded(TestProxy proxy) throws IOException {
        var client = proxy.connect();
        var response = client.send(REQUEST).read();
        assertThat(response.status()).isEqualTo(101);
        assertThat(text(client.readBytes(1))).isEqualTo("!");
        return client;
    }

    @Test
    void bothHeadsArePassedOnAndThenBytes() throws Exception {
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var response = client.send(REQUEST).read();

            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("connection")).contains("upgrade");
            assertThat(response.header("upgrade")).contains("WebSocket");
            assertThat(response.header("content-length")).isEmpty();
            assertThat(heads.getFirst())
                    .contains("connection: upgrade\r\n")
                    .contains("upgrade: websocket\r\n")
                    .doesNotContain("keep-alive");
            assertThat(text(client.readBytes(1))).isEqualTo("!");
            echoes(client, "hello");
            assertThat(proxy.finished()).isEmpty();
            client.close();
            var finished = proxy.one();
            assertThat(finished.status()).isEqualTo(101);
            assertThat(finished.path()).isEqualTo("/ws");
            assertThat(finished.bytesReceived()).isEqualTo(5);
            assertThat(finished.bytesSent()).isEqualTo(6);
            Eventually.await(
                    PATIENCE, "all is over", () -> proxy.engine().stats().openDownstream() == 0);
            Eventually.await(
                    PATIENCE, "upstream too", () -> proxy.engine().stats().openUpstream() == 0);
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
        }
    }

    @Test
    void bytesRightBehindTheRequestAreKept() throws Exception {
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send(REQUEST + "early").read().status()).isEqualTo(101);
            assertThat(text(client.readBytes(6))).isEqualTo("!early");
        }
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(SWITCHING);
                    connection.awaitPeerClose();
                    connection.write("still here");
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send(REQUEST).read().status()).isEqualTo(101);
            client.halfClose();
            assertThat(text(client.readUntilClose())).isEqualTo("still here");
            assertThat(proxy.one().flags()).isZero();
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("no"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var response = client.send(REQUEST).read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("no");
            assertThat(client.get("/next").bodyText()).isEqualTo("no");
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket, h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nUpgrade: HTTP/2.0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n"
            })
    void aSwitchThatNobodyAskedForIsABadGateway(String request) throws Exception {
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send(request).read().status()).isEqualTo(502);
            assertThat(proxy.one().has(ResponseFlag.UPE)).isTrue();
            assertThat(proxy.engine().stats().totalTunnels()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    void anUpgradeWithABodyIsRefused(String rest) throws Exception {
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var request = REQUEST.substring(0, REQUEST.length() - 2) + rest;
            assertThat(client.send(request).read().status()).isEqualTo(400);
            assertThat(proxy.one().details()).isEqualTo("http1.upgrade_with_body");
            assertThat(origin.acceptedConnections()).isZero();
        }
    }

    @Test
    void aRouteTimeoutHoldsForTheAnswerOnly() throws Exception {
        var forward = Snapshots.withTimeout(Snapshots.forward(Snapshots.to("a", 1)), 5_000);
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.of(
                        Listener.Kind.GATEWAY,
                        List.of(Snapshots.route(0, null, forward)),
                        Snapshots.cluster("a", origin.port())));
                var client = upgraded(proxy);
                var other = proxy.connect()) {
            assertThat(proxy.finished()).isEmpty();
            long end = System.nanoTime() + Duration.ofMillis(5_500).toNanos();
            Eventually.await(PATIENCE, "more than the timeout", () -> System.nanoTime() - end > 0);
            echoes(client, "hello");
            assertThat(other.send(REQUEST).read().status()).isEqualTo(101);
        }
    }

    @Test
    void anUpgradedConnectionInWhichNothingMovesEnds() throws Exception {
        var limits = Limits.DEFAULT.withTunnelIdleTimeout(Duration.ofSeconds(2)); // the first byte is in time
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(limits));
                var client = upgraded(proxy)) {
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.SI)).isTrue();
        }
    }

    @Test
    void aHundredUpgradedConnectionsOutliveAHundredSnapshotsAndTheirListener() throws Exception {
        var clients = new ArrayList<RawHttpClient>();
        try (var origin = echo();
                var other = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withWorkers(2))) {
            for (int i = 0; i < 100; i++) {
                clients.add(upgraded(proxy));
            }
            for (int i = 0; i < 100; i++) {
                proxy.apply(Snapshots.toPorts(i % 2 == 0 ? other.port() : origin.port()));
                echoes(clients.get(i), "message " + i);
            }
            assertThat(proxy.engine().stats().openTunnels()).isEqualTo(100);
            proxy.apply(Snapshot.EMPTY);
            for (var client : clients) {
                echoes(client, "the last one");
            }
            assertThat(proxy.finished()).isEmpty();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aResetOfTheUpstreamIsPassedOn() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(SWITCHING);
                    connection.readBytes(1);
                    connection.reset();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send(REQUEST).read().status()).isEqualTo(101);
            client.send("x");
            assertThatThrownBy(client::readUntilClose).hasMessageContaining("reset");
            assertThat(proxy.one().has(ResponseFlag.UC)).isTrue();
        }
    }

    @Test
    void aSlowReaderStopsTheUpstream() throws Exception {
        byte[] piece = new byte[64 * 1024];
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(SWITCHING);
                    for (int i = 0; i < 512; i++) {
                        connection.write(piece);
                    }
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = RawHttpClient.connectWithReceiveBuffer(proxy.port(), 4096)) {
            assertThat(client.send(REQUEST).read().status()).isEqualTo(101);
            Eventually.await(PATIENCE, "a pause", () -> proxy.engine().stats().backPressurePauses() > 0);
            assertThat(client.readUntilClose()).hasSize(512 * piece.length);
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static FilterChain tcp(String name, List<String> serverNames, TcpRoute.Destination... destinations) {
        var route = new TcpRoute(name, List.of(destinations), Snapshots.origin(0));
        return new FilterChain(name, serverNames, null, null, route, List.of());
    }

    private static FilterChain tcp(String name, List<String> serverNames, String cluster) {
        return tcp(name, serverNames, new TcpRoute.Destination(cluster, 1));
    }

    private static FilterChain http(String name, List<String> serverNames) {
        return new FilterChain(name, serverNames, null, "routes", null, List.of());
    }

    private static Snapshot snapshot(List<FilterChain> chains, Cluster... clusters) {
        var plain = Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)))),
                clusters);
        var listener = new Listener(Snapshots.LISTENER, null, 0, Listener.Kind.GATEWAY, List.of(), chains, List.of());
        return new Snapshot(List.of(listener), plain.routeConfigs(), plain.clusters());
    }

    /// Says its name, then sends back what comes, and ends when the client has.
    private static RawTcpOrigin echo(String name) {
        return RawTcpOrigin.start(connection -> {
            connection.write(name);
            while (true) {
                connection.write(connection.readBytes(1));
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String nameOf(TestProxy proxy, byte[] first) throws Exception {
        try (var client = proxy.connect()) {
            client.send(first);
            return text(client.readBytes(1));
        }
    }

    @Test
    void theServerMaySpeakFirst() throws Exception {
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            assertThat(text(client.readBytes(1))).isEqualTo("a");
            client.send("hello");
            assertThat(text(client.readBytes(5))).isEqualTo("hello");
        }
    }

    @Test
    void bytesAreCountedAndToldOnceAtTheEnd() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readBytes(5);
                    connection.write("good bye");
                });
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            client.send("hello");
            assertThat(text(client.readUntilClose())).isEqualTo("good bye");
            assertThat(proxy.finished()).isEmpty();
            client.close();
            var finished = proxy.one();
            assertThat(finished.bytesReceived()).isEqualTo(5);
            assertThat(finished.bytesSent()).isEqualTo(8);
            assertThat(finished.status()).isZero();
            assertThat(finished.flags()).isZero();
            assertThat(finished.routeName()).isEqualTo("all");
            assertThat(proxy.engine().stats().openTunnels()).isZero();
            assertThat(proxy.engine().stats().totalTunnels()).isEqualTo(1);
        }
    }

    @Test
    void aHalfClosedConnectionGoesOnInTheOtherDirection() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.awaitPeerClose();
                    connection.write("all of it");
                });
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            client.send("hello").halfClose();
            assertThat(text(client.readUntilClose())).isEqualTo("all of it");
            assertThat(proxy.one().flags()).isZero();
        }
    }

    @Test
    void aResetIsPassedOn() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readBytes(5);
                    connection.reset();
                });
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            client.send("hello");
            assertThatThrownBy(client::readUntilClose).hasMessageContaining("reset");
            assertThat(proxy.one().has(ResponseFlag.UC)).isTrue();
        }
    }

    @Test
    void theChainIsChosenByWhatTheClientAsksFor() throws Exception {
        try (var exact = echo("e");
                var deep = echo("d");
                var wild = echo("w");
                var other = echo("o");
                var proxy = TestProxy.start(snapshot(
                        List.of(
                                tcp("exact", List.of("shop.example.com"), "exact"),
                                tcp("wild", List.of("*.example.com"), "wild"),
                                tcp("deep", List.of("*.eu.example.com"), "deep"),
                                tcp("other", List.of(), "other")),
                        Snapshots.cluster("exact", exact.port()),
                        Snapshots.cluster("deep", deep.port()),
                        Snapshots.cluster("wild", wild.port()),
                        Snapshots.cluster("other", other.port())))) {
            assertThat(nameOf(proxy, ClientHellos.asking("shop.example.com"))).isEqualTo("e");
            assertThat(nameOf(proxy, ClientHellos.asking("SHOP.Example.com"))).isEqualTo("e");
            assertThat(nameOf(proxy, ClientHellos.asking("a.b.example.com"))).isEqualTo("w");
            assertThat(nameOf(proxy, ClientHellos.asking("a.eu.example.com"))).isEqualTo("d");
            assertThat(nameOf(proxy, ClientHellos.asking("example.com"))).isEqualTo("o");
            assertThat(nameOf(proxy, ClientHellos.withoutServerName())).isEqualTo("o");
            assertThat(nameOf(proxy, "SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo("o");
        }
    }

    @Test
    void theHelloReachesTheUpstreamUnchanged() throws Exception {
        var hello = ClientHellos.inRecordsOf(40, ClientHellos.asking("shop.example.com"));
        var seen = new ArrayList<byte[]>();
        try (var origin = RawTcpOrigin.start(connection -> {
                    seen.add(connection.readBytes(hello.length));
                    connection.write("x");
                });
                var proxy = TestProxy.start(snapshot(
                        List.of(tcp("shop", List.of("shop.example.com"), "a")),
                        Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            for (int i = 0; i < hello.length; i += 100) {
                client.send(Arrays.copyOfRange(hello, i, Math.min(hello.length, i + 100)));
            }
            client.readBytes(1);
            assertThat(seen.getFirst()).isEqualTo(hello);
        }
    }

    @Test
    void whatNoChainWantsIsClosedAndCounted() throws Exception {
        try (var origin = echo("a");
                var proxy = TestProxy.start(snapshot(
                        List.of(tcp("shop", List.of("shop.example.com"), "a")),
                        Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            client.send(ClientHellos.asking("other.example.com"));
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.NR)).isTrue();
            assertThat(proxy.one().details()).isEqualTo("filter_chain_not_found");
            assertThat(proxy.engine().stats().unmatchedConnections()).isEqualTo(1);
            assertThat(origin.acceptedConnections()).isZero();
        }
    }

    @Test
    void aClientThatStopsInsideItsHelloIsClosed() throws Exception {
        var hello = ClientHellos.asking("shop.example.com");
        var limits = Limits.DEFAULT.withTimeouts(Duration.ofMillis(50), Duration.ofHours(1), Duration.ZERO);
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(
                                List.of(tcp("shop", List.of("shop.example.com"), "a"), tcp("other", List.of(), "a")),
                                Snapshots.cluster("a", origin.port())),
                        config -> config.withLimits(limits));
                var client = proxy.connect()) {
            client.send(Arrays.copyOf(hello, 60));
            client.awaitClose();
            assertThat(proxy.engine().stats().unmatchedConnections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatWaitsForTheServerGetsTheChainWithoutNames() throws Exception {
        var limits = Limits.DEFAULT.withFirstByteTimeout(Duration.ofMillis(50));
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(
                                List.of(tcp("shop", List.of("shop.example.com"), "x"), tcp("other", List.of(), "a")),
                                Snapshots.cluster("a", origin.port())),
                        config -> config.withLimits(limits));
                var client = proxy.connect()) {
            assertThat(text(client.readBytes(1))).isEqualTo("a");
        }
    }

    @Test
    void aChainMaySpeakHttp() throws Exception {
        try (var web = OriginServer.answering(Answer.ok("hello"));
                var tunnel = echo("t");
                var proxy = TestProxy.start(snapshot(
                        List.of(http("web", List.of()), tcp("shop", List.of("shop.example.com"), "b")),
                        Snapshots.cluster("a", web.port()),
                        Snapshots.cluster("b", tunnel.port())));
                var client = proxy.connect()) {
            assertThat(client.get("/1").bodyText()).isEqualTo("hello");
            assertThat(client.get("/2").bodyText()).isEqualTo("hello");
            assertThat(nameOf(proxy, ClientHellos.asking("shop.example.com"))).isEqualTo("t");
            assertThat(web.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void connectionsKeepTheirChainWhenTheListenerChanges() throws Exception {
        try (var web = OriginServer.answering(Answer.ok("hello"));
                var one = echo("1");
                var two = echo("2");
                var proxy = TestProxy.start(snapshot(
                        List.of(tcp("shop", List.of("shop.example.com"), "one"), http("web", List.of())),
                        Snapshots.cluster("a", web.port()),
                        Snapshots.cluster("one", one.port())));
                var client = proxy.connect();
                var idle = proxy.connect()) {
            client.send(ClientHellos.asking("shop.example.com"));
            assertThat(text(client.readBytes(1))).isEqualTo("1");
            assertThat(idle.get("/").bodyText()).isEqualTo("hello");
            int port = proxy.port();

            proxy.apply(snapshot(List.of(tcp("new", List.of(), "two")), Snapshots.cluster("two", two.port())));

            assertThat(proxy.port()).isEqualTo(port);
            assertThat(nameOf(proxy, ClientHellos.asking("shop.example.com"))).isEqualTo("2");
            var hello = ClientHellos.asking("shop.example.com");
            assertThat(client.readBytes(hello.length)).hasSize(hello.length);
            client.send("more");
            assertThat(text(client.readBytes(4))).isEqualTo("more");
            var last = idle.get("/");
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).contains("close");
        }
    }

    @Test
    void weightedDestinationsGetExactShares() throws Exception {
        try (var one = echo("1");
                var two = echo("2");
                var proxy = TestProxy.start(
                        snapshot(
                                List.of(tcp(
                                        "split",
                                        List.of(),
                                        new TcpRoute.Destination("one", 90),
                                        new TcpRoute.Destination("two", 10))),
                                Snapshots.cluster("one", one.port()),
                                Snapshots.cluster("two", two.port())),
                        config -> config.withWorkers(2))) {
            for (int i = 0; i < 50; i++) {
                nameOf(proxy, new byte[0]);
            }
            assertThat(one.acceptedConnections()).isEqualTo(45);
            assertThat(two.acceptedConnections()).isEqualTo(5);
        }
    }

    @Test
    void anEndpointThatRefusesIsPassedOver() throws Exception {
        try (var refusing = ListenFault.refusing();
                var origin = echo("a");
                var proxy = TestProxy.start(snapshot(
                        List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", refusing.port(), origin.port())))) {
            for (int i = 0; i < 4; i++) {
                assertThat(nameOf(proxy, new byte[0])).isEqualTo("a");
            }
            assertThat(proxy.engine().stats().retries()).isPositive();
        }
    }

    @Test
    void withoutAnEndpointTheConnectionIsClosedWithTheReason() throws Exception {
        try (var refusing = ListenFault.refusing();
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", refusing.port())))) {
            try (var client = proxy.connect()) {
                client.awaitClose();
            }
            assertThat(proxy.one().has(ResponseFlag.UF)).isTrue();
            proxy.finished().clear();
            proxy.apply(snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a")));
            try (var client = proxy.connect()) {
                client.awaitClose();
            }
            assertThat(proxy.one().has(ResponseFlag.UH)).isTrue();
            proxy.finished().clear();
            proxy.apply(snapshot(List.of(tcp("all", List.of(), "a"))));
            try (var client = proxy.connect()) {
                client.awaitClose();
            }
            assertThat(proxy.one().has(ResponseFlag.NC)).isTrue();
        }
    }

    @Test
    void aTunnelInWhichNothingMovesEnds() throws Exception {
        var limits = Limits.DEFAULT.withTunnelIdleTimeout(Duration.ofSeconds(2)); // the first byte is in time
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())),
                        config -> config.withLimits(limits));
                var client = proxy.connect()) {
            client.readBytes(1);
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.SI)).isTrue();
            assertThat(proxy.engine().stats().tunnelsIdleClosed()).isEqualTo(1);
        }
    }

    @Test
    void aSlowReaderStopsTheSender() throws Exception {
        byte[] piece = new byte[64 * 1024];
        try (var origin = RawTcpOrigin.start(connection -> {
                    for (int i = 0; i < 512; i++) {
                        connection.write(piece);
                    }
                });
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = RawHttpClient.connectWithReceiveBuffer(proxy.port(), 4096)) {
            Eventually.await(PATIENCE, "a pause", () -> proxy.engine().stats().backPressurePauses() > 0);
            assertThat(client.readUntilClose()).hasSize(512 * piece.length);
        }
    }

    @Test
    void aTunnelOutlivesItsListener() throws Exception {
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())));
                var client = proxy.connect()) {
            client.readBytes(1);
            proxy.apply(Snapshot.EMPTY);
            client.send("still here");
            assertThat(text(client.readBytes(10))).isEqualTo("still here");
        }
    }

    @Test
    void aTunnelEndsWithTheDrainTimeout() throws Exception {
        try (var origin = echo("a");
                var proxy = TestProxy.start(
                        snapshot(List.of(tcp("all", List.of(), "a")), Snapshots.cluster("a", origin.port())),
                        config -> config.withDrainTimeout(Duration.ofMillis(200)));
                var client = proxy.connect()) {
            client.readBytes(1);
            proxy.apply(Snapshot.EMPTY);
            client.awaitClose();
            Eventually.await(
                    PATIENCE, "the tunnel's end", () -> proxy.engine().stats().openTunnels() == 0);
            assertThat(proxy.one().has(ResponseFlag.DC)).isTrue();
        }
    }

    @Test
    void aSnapshotWhoseChainsContradictEachOtherIsRejected() {
        try (var proxy = TestProxy.start(Snapshot.EMPTY)) {
            assertRejected(proxy, "occurs twice", tcp("a", List.of("a.com"), "a"), tcp("a", List.of("b.com"), "a"));
            assertRejected(proxy, "already that of", tcp("a", List.of("a.com"), "a"), tcp("b", List.of("a.com"), "a"));
            assertRejected(proxy, "one such chain", tcp("a", List.of(), "a"), tcp("b", List.of(), "a"));
            assertRejected(proxy, "either", new FilterChain("a", List.of(), null, null, null, List.of()));
            assertRejected(proxy, "at least one", tcp("a", List.of()));
            assertRejected(
                    proxy, "not in the snapshot", new FilterChain("a", List.of(), null, "gone", null, List.of()));
        }
    }

    private static void assertRejected(TestProxy proxy, String why, FilterChain... chains) {
        assertThatThrownBy(() -> proxy.engine().apply(snapshot(List.of(chains))))
                .isInstanceOf(SnapshotRejected.class)
                .hasMessageContaining(why);
    }
}

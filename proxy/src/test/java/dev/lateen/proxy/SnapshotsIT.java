package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SnapshotsIT {

    @Test
    void twoHundredSwapsUnderLoadFailNoRequest() throws Exception {
        // Given
        try (var one = OriginServer.start(request -> Answer.ok("one").withBody(request.body()));
                var two = OriginServer.start(request -> Answer.ok("two").withBody(request.body()));
                var proxy = TestProxy.start(Snapshots.toPorts(one.port()), config -> config.withWorkers(2));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new AtomicBoolean(true);
            var served = new AtomicInteger();
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                boolean keepAlive = i % 2 == 0;
                clients.add(threads.submit(() -> load(proxy.port(), keepAlive, running, served)));
            }

            // When
            for (int i = 0; i < 200; i++) {
                int seen = served.get();
                proxy.apply(i % 2 == 0 ? Snapshots.toPorts(two.port()) : Snapshots.toPorts(one.port(), two.port()));
                Eventually.await("requests go on", () -> served.get() > seen);
            }
            running.set(false);

            // Then
            for (var client : clients) {
                client.get();
            }
            assertThat(proxy.engine().stats().snapshotsApplied()).isEqualTo(201);
            assertThat(proxy.finished()).allMatch(finished -> finished.status() == 200);
            assertThat(proxy.finished()).as("telemetry hears once of each").hasSize(served.get());
            assertThat(proxy.engine().stats().totalExchanges()).isEqualTo(served.get());
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
        }
    }

    private static Void load(int port, boolean keepAlive, AtomicBoolean running, AtomicInteger served)
            throws IOException {
        var client = RawHttpClient.connect(port);
        try {
            while (running.get()) {
                var body = new byte[served.get() % 5_000];
                assertThat(client.request("POST", "/", body).body()).hasSameSizeAs(body);
                served.incrementAndGet();
                if (!keepAlive) {
                    client.close();
                    client = RawHttpClient.connect(port);
                }
            }
        } finally {
            client.close();
        }
        return null;
    }

    @Test
    void aConnectionOutlivesSwapsAndSeesTheNewRoutes() throws Exception {
        try (var one = OriginServer.answering(Answer.ok("one"));
                var two = OriginServer.answering(Answer.ok("two"));
                var proxy = TestProxy.start(Snapshots.toPorts(one.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").bodyText()).isEqualTo("one");
            proxy.apply(Snapshots.toPorts(two.port()));
            assertThat(client.get("/").bodyText()).isEqualTo("two");
            assertThat(proxy.engine().stats().totalDownstream()).isEqualTo(1);
            Eventually.await("connections to the old endpoint are closed", () -> one.openConnections() == 0);
        }
    }

    @Test
    void aPortThatIsTakenRejectsTheSnapshotAndTheOldOneStays() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            var before = proxy.engine().current();
            var next = Snapshots.plusListener(Snapshots.toPorts(1), "second", taken.getLocalPort());
            assertThatThrownBy(() -> proxy.engine().apply(next))
                    .isInstanceOf(SnapshotRejected.class)
                    .hasMessageContaining("second")
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1")
                    .hasMessageContaining("Address already in use");
            assertThat(proxy.engine().current()).isSameAs(before);
            assertThat(proxy.get("/").bodyText()).isEqualTo("hello");
            assertThat(proxy.engine().stats().snapshotsRejected()).isEqualTo(1);
        }
    }

    @Test
    void contradictionsAreRejectedWithTheReason() {
        var good = Snapshots.toPorts(1);
        var listener = good.listeners().getFirst();
        var config = good.routeConfigs().getFirst();
        var badRegex = new RouteMatch(new StringMatch.Regex("("), false, null, null, null, List.of(), List.of());
        var badRoute = new Route("r", badRegex, Snapshots.forward(Snapshots.to("a", 1)), Snapshots.origin(3));
        try (var proxy = TestProxy.start(good)) {
            assertRejected(proxy, new Snapshot(List.of(listener, listener), List.of(config), List.of()), "twice");
            assertRejected(
                    proxy, new Snapshot(List.of(listener), List.of(), List.of()), "routes is not in the snapshot");
            assertRejected(proxy, new Snapshot(List.of(listener), List.of(config, config), List.of()), "twice");
            assertRejected(proxy, Snapshots.of(Listener.Kind.GATEWAY, List.of(badRoute)), "VirtualService");
            var same = new Listener("other", null, 0, Listener.Kind.GATEWAY, List.of(), List.of());
            assertRejected(proxy, new Snapshot(List.of(same), List.of(config), List.of()), "exactly one");
        }
    }

    private static void assertRejected(TestProxy proxy, Snapshot snapshot, String reason) {
        assertThatThrownBy(() -> proxy.engine().apply(snapshot))
                .isInstanceOf(SnapshotRejected.class)
                .hasMessageContaining(reason);
    }

    @Test
    void listenersComeAndGo() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            proxy.apply(Snapshots.plusListener(Snapshots.toPorts(origin.port()), "second", 0));
            int port = proxy.port("second");
            try (var client = RawHttpClient.connect(port)) {
                assertThat(client.get("/").bodyText()).isEqualTo("hello");
                proxy.apply(Snapshots.toPorts(origin.port()));
                client.awaitClose();
            }
            assertThat(proxy.engine().boundPorts()).containsOnlyKeys("test");
            assertThatThrownBy(() -> RawHttpClient.connect(port)).isInstanceOf(IOException.class);
            assertThat(proxy.get("/").bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void aRemovedListenerFinishesItsExchanges() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin = OriginServer.start(request -> {
                    release.await();
                    return Answer.ok("late");
                });
                var proxy = TestProxy.start(Snapshots.plusListener(Snapshots.toPorts(origin.port()), "second", 0));
                var client = RawHttpClient.connect(proxy.port("second"))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await("the request is on its way", () -> origin.acceptedConnections() == 1);
            proxy.apply(Snapshots.toPorts(1));
            release.countDown();
            var response = client.read();
            assertThat(response.bodyText()).isEqualTo("late");
            assertThat(response.header("connection")).contains("close");
            client.awaitClose();
        }
    }

    @Test
    void drainFinishesExchangesAndClosesIdleConnections() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin = OriginServer.start(request -> {
                    release.await();
                    return Answer.ok("late");
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var idle = proxy.connect();
                var busy = proxy.connect()) {
            busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await(
                    "both are there",
                    () -> proxy.engine().stats().openDownstream() == 2 && origin.acceptedConnections() == 1);
            int port = proxy.port();
            var drained = proxy.engine().drain();
            idle.awaitClose();
            idle.close();
            assertThatThrownBy(() -> RawHttpClient.connect(port)).isInstanceOf(IOException.class);
            assertThat(drained).isNotDone();
            release.countDown();
            assertThat(busy.read().header("connection")).contains("close");
            busy.awaitClose();
            busy.close();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(30));
            assertThatThrownBy(() -> proxy.engine().apply(Snapshots.toPorts(1))).isInstanceOf(SnapshotRejected.class);
        }
    }

    @Test
    void drainEndsAtItsTimeout() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(
                        Snapshots.toPorts(origin.port()), config -> config.withDrainTimeout(Duration.ofMillis(200)));
                var busy = proxy.connect()) {
            busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await("the request is on its way", () -> origin.acceptedConnections() == 1);
            assertThat(proxy.engine().drain()).succeedsWithin(Duration.ofSeconds(30));
            busy.awaitClose();
        }
    }
}

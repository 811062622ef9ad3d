package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.engine.Engine;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainIT {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsUnderLoadLoseNoRequest(boolean wholeEngine) throws Exception {
        // Given
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(
                        Snapshots.plusListener(Snapshots.toPorts(origin.port()), "second", 0),
                        config -> config.withWorkers(2));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = proxy.port("second");
            var served = new AtomicInteger();
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < 16; i++) {
                var client = RawHttpClient.connect(port);
                clients.add(threads.submit(() -> untilTold(client, served)));
            }
            Eventually.await("load", () -> served.get() > 500);

            // When
            if (wholeEngine) {
                assertThat(proxy.engine().drain()).succeedsWithin(Duration.ofSeconds(30));
            } else {
                proxy.apply(Snapshots.toPorts(origin.port()));
            }

            // Then
            for (var client : clients) {
                client.get(); // fails with the request that got no answer
            }
            assertThat(proxy.finished()).hasSize(served.get()).allMatch(finished -> finished.status() == 200);
            Eventually.await("all is over", () -> proxy.engine().stats().openDownstream() == 0);
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
        }
    }

    /// Requests one after the other until an answer says that it is the last one.
    private static Void untilTold(RawHttpClient client, AtomicInteger served) throws Exception {
        try (client) {
            while (true) {
                var response = client.get("/");
                assertThat(response.status()).isEqualTo(200);
                served.incrementAndGet();
                if (response.header("connection").isPresent()) {
                    client.awaitClose();
                    return null;
                }
            }
        }
    }

    @Test
    void aRequestBegunBeforeOrJustAfterTheDrainIsServedAsTheLastOne() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var half = proxy.connect();
                var fresh = proxy.connect();
                var idle = proxy.connect()) {
            assertThat(idle.get("/").header("connection")).isEmpty();
            half.send("GET / HTTP/1.1\r\nHo");
            Eventually.await("both are there", () -> proxy.engine().stats().openDownstream() == 3);

            var drained = proxy.engine().drain();

            // All within the moment that is left to them, and only then what was answered
            half.send("st: a\r\n\r\n");
            fresh.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (var client : List.of(half, fresh, idle)) {
                assertThat(client.read().header("connection")).contains("close");
                client.close();
            }
            assertThat(drained).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void aRequestBehindTheAnswerThatCouldNotSaySoIsServedToo() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1");
                    release.await();
                    connection.write("1");
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n22");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            var start = new String(client.readBytes(15), StandardCharsets.US_ASCII);
            assertThat(start).isEqualTo("HTTP/1.1 200 OK");
            proxy.engine().drain();
            release.countDown();
            var rest = new String(client.readUntilClose(), StandardCharsets.US_ASCII);
            assertThat(rest)
                    .contains("\r\n\r\n11HTTP/1.1 200 OK")
                    .endsWith("22")
                    .contains("connection: close");
        }
    }

    @Test
    void anAnswerThatCouldNotSaySoIsTheLastOneAllTheSame() throws Exception {
        var release = new CountDownLatch(1);
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n2");
                    release.await();
                    connection.write("2");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").header("connection")).isEmpty();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readBytes(15);
            var drained = proxy.engine().drain();
            release.countDown();
            client.readUntilClose(); // within a second or so, not at the end of the drain timeout
            client.close();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void whoHasConnectedWhenThePortIsClosedIsServed() throws Exception {
        // Given: connections that the kernel has made while the only event loop is held up
        var heldUp = new CountDownLatch(1);
        var release = new CompletableFuture<Void>();
        LoopTelemetry holdUp = _ -> {
            heldUp.countDown();
            release.join();
        };
        var config = EngineConfig.defaults(ProxyNode.Role.GATEWAY).withWorkers(1);
        var queued = new ArrayList<RawHttpClient>();
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var engine = new Engine(config, _ -> holdUp)) {
            engine.start();
            engine.apply(Snapshots.toPorts(origin.port()));
            int port = engine.boundPorts().get(Snapshots.LISTENER);
            try (var first = RawHttpClient.connect(port)) {
                first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                heldUp.await();
                for (int i = 0; i < 20; i++) {
                    queued.add(RawHttpClient.connect(port).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
                }

                // When
                var drain = Thread.ofPlatform().start(engine::drain);
                Eventually.await("the close waits for the loop", () -> drain.getState() == Thread.State.TIMED_WAITING);
                release.complete(null);

                // Then
                for (var client : queued) {
                    assertThat(client.read().header("connection")).contains("close");
                    client.close();
                }
            } finally {
                release.complete(null);
            }
            assertThat(engine.drain()).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void closingTheEngineEndsItsDrain() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var busy = proxy.connect()) {
            busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await("the request is on its way", () -> origin.acceptedConnections() == 1);
            var drained = proxy.engine().drain();
            proxy.engine().close();
            assertThat(drained).isDone();
            busy.awaitClose();
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
            Eventually.await("the attempt is given up", () -> origin.openConnections() == 0);
        }
    }
}

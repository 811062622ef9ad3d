package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.ConnectionLimits;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No more of a cluster is used than its limits allow, over all event loops.
class CircuitIT {

    private static final String OVERFLOW =
            "upstream connect error or disconnect/reset before headers. reset reason: overflow";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void stop() {
        answer.countDown();
        threads.shutdownNow();
    }

    private OriginServer waiting() {
        return OriginServer.start(_ -> {
            assertThat(answer.await(60, TimeUnit.SECONDS)).isTrue();
            return Answer.ok("late");
        });
    }

    private static Snapshot to(ConnectionLimits limits, int... ports) {
        var routes = List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))));
        var cluster = Snapshots.cluster("a", ports).with(ClusterPolicy.NONE.with(limits));
        return Snapshots.of(Listener.Kind.GATEWAY, routes, cluster);
    }

    private static ConnectionLimits limits(int connections, int pending, int requests) {
        return new ConnectionLimits(connections, pending, requests, 0);
    }

    private static TestProxy start(Snapshot snapshot, int workers) {
        return TestProxy.start(snapshot, config -> TestProxy.istio().apply(config.withWorkers(workers)));
    }

    private Future<RawResponse> get(TestProxy proxy) {
        return threads.submit((Callable<RawResponse>) () -> proxy.get("/"));
    }

    private static void overflows(TestProxy proxy) throws Exception {
        var response = proxy.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText()).isEqualTo(OVERFLOW);
        assertThat(response.header("x-envoy-overloaded")).contains("true");
        Eventually.await("the flag is told", () -> proxy.finished().stream().anyMatch(one -> one.has(ResponseFlag.UO)));
    }

    @Test
    void theTimeThatABodyIsHeldBackCounts() throws Exception {
        // Given: one connection, which is busy
        var limits = ClusterPolicy.NONE.with(limits(1, 0, 0));
        try (var origin = waiting()) {
            var forward = Snapshots.withTimeout(Snapshots.forward(Snapshots.to("a", 1)), 300);
            var snapshot = Snapshots.of(
                    Listener.Kind.GATEWAY,
                    List.of(
                            Snapshots.route(0, "/busy", Snapshots.forward(Snapshots.to("a", 1))),
                            Snapshots.route(1, null, forward)),
                    Snapshots.cluster("a", origin.port()).with(limits));
            try (var proxy = start(snapshot, 1);
                    var client = proxy.connect()) {
                var busy = threads.submit((Callable<RawResponse>) () -> proxy.get("/busy"));
                Eventually.await("a busy connection", () -> origin.requests().size() == 1);
                // When: a body that nobody has read yet
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                // Then
                assertThat(client.read().status()).isEqualTo(504);
                answer.countDown();
                assertThat(busy.get().status()).isEqualTo(200);
                assertThat(origin.requests()).hasSize(1);
            }
        }
    }

    @ParameterizedTest(name = "{0} event loops")
    @ValueSource(ints = {1, 3})
    void aRequestBeyondMaxRequestsIsAnsweredAtOnce(int workers) throws Exception {
        try (var origin = waiting();
                var proxy = start(to(limits(0, 0, 2), origin.port()), workers)) {
            var first = List.of(get(proxy), get(proxy));
            Eventually.await("two requests", () -> origin.requests().size() == 2);
            overflows(proxy);
            answer.countDown();
            for (var each : first) {
                assertThat(each.get().status()).isEqualTo(200);
            }
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @ParameterizedTest(name = "{0} event loops")
    @ValueSource(ints = {1, 3})
    void aRequestWithoutAConnectionWaitsAndOneTooManyIsRefused(int workers) throws Exception {
        try (var origin = waiting();
                var proxy = start(to(limits(1, 1, 0), origin.port()), workers)) {
            var use = proxy.engine().clusters().iterator().next().use();
            var first = get(proxy);
            Eventually.await("one request", () -> origin.requests().size() == 1);
            var second = get(proxy);
            Eventually.await("one waits", () -> use.pending() == 1);
            overflows(proxy);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
            answer.countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(second.get().status()).isEqualTo(200);
            Eventually.await("nobody waits", () -> use.pending() == 0);
            assertThat(use.connections()).isLessThanOrEqualTo(1);
            assertThat(use.overflows()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0} event loops")
    @ValueSource(ints = {1, 3})
    void allAreServedByFewConnectionsToSeveralEndpoints(int workers) throws Exception {
        try (var one = OriginServer.answering(Answer.ok("1"));
                var two = OriginServer.answering(Answer.ok("2"));
                var proxy = start(to(limits(2, 0, 0), one.port(), two.port()), workers)) {
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                clients.add(threads.submit(() -> {
                    try (var client = RawHttpClient.connect(proxy.port())) {
                        for (int j = 0; j < 40; j++) {
                            assertThat(client.get("/").status()).isEqualTo(200);
                        }
                    }
                    return null;
                }));
            }
            for (var client : clients) {
                client.get();
            }
            assertThat(one.requests().size() + two.requests().size()).isEqualTo(320);
            assertThat(List.of(one.requests().size(), two.requests().size())).allMatch(count -> count == 160);
            var use = proxy.engine().clusters().iterator().next().use();
            assertThat(use.connections()).isBetween(1L, 2L);
            assertThat(use.pending()).isZero();
        }
    }

    @Test
    void anIdleConnectionOfAnotherEndpointOrEventLoopMakesRoom() throws Exception {
        try (var one = OriginServer.answering(Answer.ok("1"));
                var two = OriginServer.answering(Answer.ok("2"));
                var proxy = start(to(limits(1, 0, 0), one.port(), two.port()), 2)) {
            for (int i = 0; i < 12; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(one.requests()).hasSize(6);
        }
    }

    @Test
    void whoLeavesWhileItWaitsLeavesNothingBehind() throws Exception {
        try (var origin = waiting();
                var proxy = start(to(limits(1, 2, 0), origin.port()), 1)) {
            var use = proxy.engine().clusters().iterator().next().use();
            var first = get(proxy);
            Eventually.await("one request", () -> origin.requests().size() == 1);
            try (var client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.await("one waits", () -> use.pending() == 1);
                client.reset();
            }
            Eventually.await("it has left", () -> use.pending() == 0);
            answer.countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void aConnectThatFailsGivesItsRoomBack() throws Exception {
        try (var refusing = ListenFault.refusing();
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = start(to(limits(1, 1, 1), refusing.port(), origin.port()), 1)) {
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aLimitThatIsLiftedLetsThoseGoOnWhoWait() throws Exception {
        try (var origin = waiting();
                var proxy = start(to(limits(1, 0, 0), origin.port()), 2)) {
            var all = List.of(get(proxy), get(proxy), get(proxy));
            Eventually.await("one request", () -> origin.requests().size() == 1);
            proxy.apply(to(limits(3, 0, 0), origin.port()));
            Eventually.await("all requests", () -> origin.requests().size() == 3);
            answer.countDown();
            for (var each : all) {
                assertThat(each.get().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aConnectionThatIsOldEnoughTakesNoFurtherRequest() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = start(to(new ConnectionLimits(0, 0, 0, 1), origin.port()), 1);
                var client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                int served = i + 1;
                Eventually.await(
                        "the connection is closed",
                        () -> origin.openConnections() == 0 && origin.acceptedConnections() == served);
            }
        }
    }

    @Test
    void idleConnectionsAreBoundedOverAllEndpoints() throws Exception {
        var origins = IntStream.range(0, 6)
                .mapToObj(_ -> OriginServer.answering(Answer.ok("x")))
                .toList();
        try (var proxy = TestProxy.start(
                Snapshots.toPorts(origins.stream().mapToInt(OriginServer::port).toArray()),
                config -> config.withLimits(Limits.DEFAULT.withMaxIdleUpstream(2)))) {
            for (int i = 0; i < 12; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            Eventually.await("two are left", () -> proxy.engine().stats().pooledUpstream() == 2);
            Eventually.await(
                    "the others are closed",
                    () -> origins.stream()
                                    .mapToInt(OriginServer::openConnections)
                                    .sum()
                            == 2);
        } finally {
            origins.forEach(OriginServer::close);
        }
    }

    @Test
    void whatABurstLeavesBehindGoes() throws Exception {
        try (var origin = waiting();
                var proxy = start(Snapshots.toPorts(origin.port()), 1)) {
            var burst = IntStream.range(0, 16).mapToObj(_ -> get(proxy)).toList();
            Eventually.await("all requests", () -> origin.requests().size() == 16);
            answer.countDown();
            for (var each : burst) {
                assertThat(each.get().status()).isEqualTo(200);
            }
            Eventually.await(
                    Duration.ofSeconds(120),
                    "a few are left",
                    () -> proxy.engine().stats().pooledUpstream() <= 8);
            assertThat(proxy.engine().stats().pooledUpstream()).isPositive();
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }
}

package dev.lateen.proxy;

import static dev.lateen.proxy.RetryConditionsIT.policy;
import static dev.lateen.proxy.RetryConditionsIT.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RetryBudget;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.NextEndpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.ReceivedRequest;
import dev.lateen.testkit.Scripts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How often, where, how long and within which budget a request is sent again.
class RetriesIT {

    private static RetryPolicy times(int attempts, long perTryMillis, long backoffMillis) {
        return new RetryPolicy(
                attempts,
                perTryMillis,
                policy("5xx").on(),
                List.of(),
                true,
                backoffMillis,
                NextEndpoint.ANOTHER,
                false,
                false);
    }

    private static List<String> attemptCounts(OriginServer origin) {
        return origin.requests().stream()
                .map(request -> request.header("x-envoy-attempt-count").orElse(""))
                .toList();
    }

    @Test
    void theLastAnswerIsForwardedWithURX() throws Exception {
        try (var origin = OriginServer.answering(Answer.status(503).withBody("still closed"));
                var proxy = TestProxy.start(retrying(origin.port(), times(3, 0, 1)))) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).isEqualTo("still closed");
            assertThat(attemptCounts(origin)).containsExactly("1", "2", "3", "4");
            assertThat(proxy.one().has(ResponseFlag.URX)).isTrue();
            assertThat(proxy.one().details()).isEqualTo("via_upstream");
            assertThat(proxy.engine().stats().retriesExhausted()).isEqualTo(1);
            assertThat(origin.acceptedConnections())
                    .as("answers that nobody gets")
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutAttemptsThereIsOne() throws Exception {
        try (var origin = OriginServer.answering(Answer.status(503).withBody("closed"));
                var proxy = TestProxy.start(retrying(origin.port(), times(0, 0, 1)))) {
            assertThat(proxy.get("/").status()).isEqualTo(503);
            assertThat(attemptCounts(origin)).containsExactly("1");
            assertThat(proxy.one().has(ResponseFlag.URX)).isFalse();
        }
    }

    @Test
    void whoeverHasOneEndpointTriesItAgain() throws Exception {
        try (var refusing = ListenFault.refusing();
                var proxy = TestProxy.start(retrying(refusing.port(), RetryPolicy.DEFAULT), TestProxy.istio())) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("before headers. retried and the latest reset reason: remote");
            assertThat(proxy.one().has(ResponseFlag.UF)).isTrue();
            assertThat(proxy.one().has(ResponseFlag.URX)).isTrue();
            assertThat(proxy.engine().stats().retries()).isEqualTo(2);
        }
    }

    @Test
    void aFurtherAttemptPrefersAnotherEndpoint() throws Exception {
        try (var rude = RawTcpOrigin.start(Scripts.resetBeforeAnswer());
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(toPorts(times(1, 0, 1), null, rude.port(), origin.port()))) {
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(20);
            assertThat(rude.acceptedConnections()).isPositive();
        }
    }

    private static Snapshot toPorts(RetryPolicy policy, @Nullable RetryBudget budget, int... ports) {
        var forward = Snapshots.forward(Snapshots.to("a", 1)).withRetries(policy);
        var cluster = Snapshots.withBudget(Snapshots.cluster("a", ports), budget);
        return Snapshots.of(Listener.Kind.GATEWAY, List.of(Snapshots.route(0, null, forward)), cluster);
    }

    @Test
    void eachAttemptHasItsTime() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 50, 1)), TestProxy.istio())) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.bodyText()).isEqualTo("upstream request timeout");
            Eventually.await("three were made", () -> origin.acceptedConnections() == 3);
            assertThat(proxy.one().has(ResponseFlag.UT)).isTrue();
            assertThat(proxy.one().has(ResponseFlag.URX)).isTrue();
            assertThat(proxy.engine().stats().attemptTimeouts()).isEqualTo(3);
            Eventually.await("all are given up", () -> origin.openConnections() == 0);
        }
    }

    @Test
    void aSlowAnswerThatHasBegunIsNotCutByTheTimeOfAnAttempt() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
                    connection.pause(Duration.ofMillis(1_500)).write("b");
                });
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 1_000, 1)))) {
            assertThat(proxy.get("/").bodyText()).isEqualTo("ab");
            assertThat(proxy.engine().stats().retries()).isZero();
        }
    }

    @Test
    void aFrozenPostIsNotRepeated() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 1_000, 1)));
                var client = proxy.connect()) {
            assertThat(client.request("POST", "/", new byte[3]).status()).isEqualTo(504);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void theRoutesTimeoutEndsTheWaitForAnAttempt() throws Exception {
        try (var origin = OriginServer.answering(Answer.status(503).withBody("closed"))) {
            var forward = Snapshots.withTimeout(Snapshots.forward(Snapshots.to("a", 1)), 1_000)
                    .withRetries(times(2, 0, 3_600_000));
            var routes = List.of(Snapshots.route(0, null, forward));
            try (var proxy = TestProxy.start(
                    Snapshots.of(Listener.Kind.GATEWAY, routes, Snapshots.cluster("a", origin.port())))) {
                assertThat(proxy.get("/").status()).isEqualTo(504);
                assertThat(proxy.one().has(ResponseFlag.UT)).isTrue();
                assertThat(proxy.one().details()).isEqualTo("response_timeout");
                assertThat(origin.requests()).hasSize(1);
                assertThat(activeRetries(proxy)).isZero();
            }
        }
    }

    private static long activeRetries(TestProxy proxy) {
        return proxy.engine().clusters().stream()
                .mapToLong(cluster -> cluster.retries().active())
                .sum();
    }

    @Test
    void aClientThatLeavesEndsTheWaitForAnAttempt() throws Exception {
        try (var origin = OriginServer.answering(Answer.status(503).withBody("closed"));
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 0, 3_600_000)))) {
            try (var client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.await("it waits", () -> activeRetries(proxy) == 1);
                client.reset();
            }
            assertThat(proxy.one().has(ResponseFlag.DC)).isTrue();
            assertThat(activeRetries(proxy)).isZero();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /// All first attempts fail at the same moment; those that are let through are held at the upstream.
    @Test
    void noMoreAreRepeatedAtOnceThanTheBudgetAllows() throws Exception {
        int clients = 10;
        var arrived = new CountDownLatch(clients);
        var repeated = new AtomicInteger();
        var release = new CountDownLatch(1);
        try (var origin = OriginServer.start(request -> {
                    if (request.header("x-envoy-attempt-count").orElse("").equals("1")) {
                        arrived.countDown();
                        arrived.await(30, TimeUnit.SECONDS);
                        return Answer.status(503).withBody("closed");
                    }
                    repeated.incrementAndGet();
                    release.await(30, TimeUnit.SECONDS);
                    return Answer.ok("x");
                });
                var proxy = TestProxy.start(toPorts(times(2, 0, 1), new RetryBudget(0, 2), origin.port()))) {
            var open = new ArrayList<RawHttpClient>();
            for (int i = 0; i < clients; i++) {
                open.add(proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            Eventually.await(
                    "the others have their answer", () -> proxy.finished().size() == clients - 2);
            assertThat(proxy.finished()).allMatch(each -> each.status() == 503 && each.has(ResponseFlag.UO));
            Eventually.await("two are repeated", () -> repeated.get() == 2);
            assertThat(proxy.engine().stats().retriesOverBudget()).isEqualTo(clients - 2);
            release.countDown();
            int served = 0;
            for (var client : open) {
                served += client.read().status() == 200 ? 1 : 0;
                client.close();
            }
            assertThat(served).isEqualTo(2);
            Eventually.await("the budget is free", () -> activeRetries(proxy) == 0);
        }
    }

    /// The canary fails always; what it fails goes to the heaviest of the others, never to one of weight 0.
    @Test
    void aRetryMayLeaveTheDestinationThatFailed() throws Exception {
        try (var canary = OriginServer.answering(Answer.status(503).withBody("broken"));
                var small = OriginServer.answering(Answer.ok("small"));
                var stable = OriginServer.answering(Answer.ok("stable"));
                var off = OriginServer.answering(Answer.ok("off"))) {
            var forward = Snapshots.forward(
                            Snapshots.to("canary", 40),
                            Snapshots.to("small", 10),
                            Snapshots.to("stable", 50),
                            Snapshots.to("off", 0),
                            Snapshots.to("unknown", 0))
                    .withRetries(times(1, 0, 1).withOtherDestination());
            var clusters = new Cluster[] {
                Snapshots.cluster("canary", canary.port()),
                Snapshots.cluster("small", small.port()),
                Snapshots.cluster("stable", stable.port()),
                Snapshots.cluster("off", off.port())
            };
            var routes = List.of(Snapshots.route(0, null, forward));
            try (var proxy = TestProxy.start(Snapshots.of(Listener.Kind.GATEWAY, routes, clusters))) {
                for (int i = 0; i < 100; i++) {
                    assertThat(proxy.get("/").status()).isEqualTo(200);
                }
                assertThat(canary.requests()).hasSize(40);
                assertThat(small.requests()).hasSize(10);
                assertThat(stable.requests()).hasSize(90);
                assertThat(off.requests()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked"})
    void aBodyIsSentAgainWhole(String framing) throws Exception {
        var text = "0123456789".repeat(3000);
        var seen = new AtomicInteger();
        try (var origin = OriginServer.start(
                        _ -> seen.incrementAndGet() < 3 ? Answer.status(503).withBody("closed") : Answer.ok("done"));
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 0, 1)));
                var client = proxy.connect()) {
            if (framing.equals("length")) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
            } else {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 30; i++) {
                    client.send("3e8\r\n" + text.substring(1000 * i, 1000 * i + 1000) + "\r\n");
                }
                client.send("0\r\nx-sum: 42\r\n\r\n");
            }
            assertThat(client.read("POST").status()).isEqualTo(200);
            assertThat(origin.requests())
                    .hasSize(3)
                    .allMatch(request -> request.bodyText().equals(text));
            if (framing.equals("chunked")) {
                assertThat(origin.requests()).allMatch(RetriesIT::hasTrailer);
            }
            assertThat(client.get("/").status()).as("the connection lives on").isEqualTo(200);
        }
    }

    private static boolean hasTrailer(ReceivedRequest request) {
        return request.trailers().stream()
                .anyMatch(trailer -> trailer.toString().equals("x-sum: 42"));
    }

    @Test
    void aBodyThatIsTooLongToKeepIsNotSentAgain() throws Exception {
        var limits = Limits.DEFAULT.withRetryBodyBytes(1000);
        try (var origin = OriginServer.answering(Answer.status(503).withBody("closed"));
                var proxy =
                        TestProxy.start(retrying(origin.port(), times(2, 0, 1)), config -> config.withLimits(limits));
                var client = proxy.connect()) {
            assertThat(client.request("POST", "/", new byte[1001]).status()).isEqualTo(503);
            assertThat(origin.requests()).hasSize(1);
            assertThat(client.request("POST", "/", new byte[1000]).status()).isEqualTo(503);
            assertThat(origin.requests()).hasSize(4);
        }
    }

    /// The upstream answers before it has the body: the next attempt gets what was sent and the rest.
    @Test
    void theRestOfABodyGoesToTheNextAttempt() throws Exception {
        var bodies = new CopyOnWriteArrayList<String>();
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    if (connection.number() == 1) {
                        connection.readBytes(5);
                        connection
                                .write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")
                                .awaitPeerClose();
                    } else {
                        bodies.add(new String(connection.readBytes(10), StandardCharsets.US_ASCII));
                        connection
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                                .awaitPeerClose();
                    }
                });
                var proxy = TestProxy.start(retrying(origin.port(), times(2, 0, 1)));
                var client = proxy.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
            Eventually.await("it is repeated", () -> origin.acceptedConnections() == 2);
            client.send("56789");
            assertThat(client.read("PUT").status()).isEqualTo(200);
            assertThat(bodies).containsExactly("0123456789");
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsIT {

    private static final String CONNECT_ERROR = "upstream connect error or disconnect/reset before headers. ";

    @Test
    void aRefusedConnectionIs503UF() throws Exception {
        try (var refusing = ListenFault.refusing();
                var proxy = TestProxy.start(
                        Snapshots.toPorts(refusing.port()), config -> config.withLocalReplies(LocalReplyStyle.ISTIO))) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText())
                    .isEqualTo(CONNECT_ERROR
                            + "retried and the latest reset reason: remote connection failure, transport failure reason: "
                            + "delayed connect error: Connection refused");
            assertThat(proxy.one().has(ResponseFlag.UF)).isTrue();
        }
    }

    @Test
    void aHangingConnectIs503UFAfterItsTimeout() throws Exception {
        try (var hanging = ListenFault.hanging()) {
            var quick = Snapshots.withConnectTimeout(Snapshots.cluster("a", hanging.port()), 200);
            var routes = List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))));
            try (var proxy = TestProxy.start(Snapshots.of(Listener.Kind.GATEWAY, routes, quick))) {
                var response = proxy.get("/");
                assertThat(response.status()).isEqualTo(503);
                assertThat(proxy.one().details()).contains("connection_timeout");
            }
        }
    }

    @Test
    void anotherEndpointIsTriedWhenOneRefuses() throws Exception {
        try (var refusing = ListenFault.refusing();
                var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(refusing.port(), origin.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(proxy.engine().stats().retries()).isPositive();
            assertThat(origin.requests())
                    .anyMatch(request ->
                            request.header("x-envoy-attempt-count").orElse("").equals("2"));
        }
    }

    static List<Arguments> broken() {
        return List.of(
                Arguments.of("closes on accept", Scripts.closeOnAccept(), 503),
                Arguments.of("closes before the answer", Scripts.closeBeforeAnswer(), 503),
                Arguments.of("resets before the answer", Scripts.resetBeforeAnswer(), 503),
                Arguments.of("closes inside the head", Scripts.closeInsideHead(), 503),
                Arguments.of("speaks nonsense", Scripts.answer("SSH-2.0-OpenSSH_9\r\n"), 502),
                Arguments.of(
                        "both framings",
                        Scripts.answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
                        502),
                Arguments.of("unasked upgrade", Scripts.answer("HTTP/1.1 101 Switching\r\n\r\n"), 502),
                Arguments.of("bare LF", Scripts.answer("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), 502));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void anUpstreamThatBreaksBeforeItsAnswer(String what, RawTcpOrigin.Script script, int status) throws Exception {
        try (var origin = RawTcpOrigin.start(script);
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).as(what).isEqualTo(status);
            assertThat(proxy.one().has(status == 503 ? ResponseFlag.UC : ResponseFlag.UPE))
                    .isTrue();
            assertThat(origin.acceptedConnections()).isEqualTo(1);
            assertThat(client.get("/").status())
                    .as("the client's connection lives")
                    .isEqualTo(status);
        }
    }

    static List<RawTcpOrigin.Script> cut() {
        return List.of(Scripts.closeInsideBody(), Scripts.closeInsideChunk());
    }

    @ParameterizedTest
    @MethodSource("cut")
    void aCutAnswerIsCutForTheClientToo(RawTcpOrigin.Script script) throws Exception {
        try (var origin = RawTcpOrigin.start(script);
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
            var finished = proxy.one();
            assertThat(finished.has(ResponseFlag.UC)).isTrue();
            assertThat(finished.details()).startsWith("upstream_reset_after_response_started");
        }
    }

    @Test
    void aStaleConnectionIsReplacedForAGet() throws Exception {
        var accepted = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    int number = accepted.incrementAndGet();
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
                    if (number == 1) {
                        connection.readHead(); // takes the second request and dies over it
                        connection.reset();
                    } else {
                        connection.awaitPeerClose();
                    }
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").bodyText()).isEqualTo("1");
            assertThat(client.get("/").bodyText()).isEqualTo("2");
            assertThat(proxy.engine().stats().retries()).isEqualTo(1);
        }
    }

    @Test
    void aPostIsNeverSentTwice() throws Exception {
        var posts = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
                    if (connection.readHead().startsWith("POST")) {
                        posts.incrementAndGet();
                    }
                    connection.reset();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.request("POST", "/", new byte[0]).status()).isEqualTo(503);
            assertThat(posts).hasValue(1);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void bytesBehindAnAnswerNeverReachAnotherClient() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").bodyText()).isEqualTo("1");
            assertThat(client.get("/").bodyText()).isEqualTo("1");
            assertThat(origin.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void theRouteTimeoutIs504UT() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(timeout(origin.port(), 100), TestProxy.istio());
                var client = proxy.connect()) {
            var response = client.request("POST", "/", new byte[10]);
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.bodyText()).isEqualTo("upstream request timeout");
            assertThat(proxy.one().has(ResponseFlag.UT)).isTrue();
            Eventually.await("the attempt is given up", () -> origin.openConnections() == 0);
        }
    }

    /// The header of a caller inside holds in place of the route's timeout; outside nobody is believed.
    @Test
    void aCallerInsideMaySetItsOwnTimeout() throws Exception {
        var header = "x-envoy-upstream-rq-timeout-ms: ";
        try (var origin = RawTcpOrigin.start(Scripts.silent())) {
            try (var proxy = TestProxy.start(timeout(origin.port(), 3_600_000))) {
                assertThat(proxy.get("/", header + "50").status()).isEqualTo(504);
                assertThat(proxy.one().has(ResponseFlag.UT)).isTrue();
            }
            try (var proxy = TestProxy.start(timeout(origin.port(), 50))) {
                assertThat(proxy.get("/", header + "0", "x-forwarded-for: 203.0.113.1")
                                .status())
                        .isEqualTo(504);
                assertThat(proxy.get("/", header + "1h").status()).isEqualTo(504);
            }
        }
    }

    private static Snapshot timeout(int port, long millis) {
        var forward = Snapshots.withTimeout(Snapshots.forward(Snapshots.to("a", 1)), millis);
        return Snapshots.of(
                Listener.Kind.GATEWAY, List.of(Snapshots.route(0, null, forward)), Snapshots.cluster("a", port));
    }

    @Test
    void aSlowHeadIs408() throws Exception {
        var limits = Limits.DEFAULT.withTimeouts(Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ZERO);
        try (var proxy = TestProxy.start(Snapshots.toPorts(1), config -> config.withLimits(limits));
                var client = proxy.connect()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHo").read().status()).isEqualTo(408);
            assertThat(proxy.engine().stats().headTimeouts()).isEqualTo(1);
            client.awaitClose();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        var limits = Limits.DEFAULT.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO);
        try (var proxy = TestProxy.start(Snapshots.toPorts(1), config -> config.withLimits(limits));
                var client = proxy.connect()) {
            client.awaitClose();
            assertThat(proxy.engine().stats().idleClosed()).isEqualTo(1);
        }
    }

    @Test
    void aSilentExchangeIs408SI() throws Exception {
        var limits = Limits.DEFAULT.withTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMillis(100));
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(limits))) {
            assertThat(proxy.get("/").status()).isEqualTo(408);
            assertThat(proxy.one().has(ResponseFlag.SI)).isTrue();
        }
    }

    @Test
    void aClientThatLeavesIsLoggedAsDC() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            try (var client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.await("the request is there", () -> origin.acceptedConnections() == 1);
                client.reset();
            }
            var finished = proxy.one();
            assertThat(finished.status()).isZero();
            assertThat(finished.has(ResponseFlag.DC)).isTrue();
            Eventually.await("the attempt is given up", () -> origin.openConnections() == 0);
        }
    }

    @Test
    void tooManyConnectionsAreClosed() throws Exception {
        var limits = Limits.DEFAULT.withMaxConnections(1);
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(limits))) {
            try (var first = proxy.connect();
                    var second = proxy.connect()) {
                assertThat(first.get("/").status()).isEqualTo(200);
                second.awaitClose();
                assertThat(proxy.engine().stats().rejectedConnections()).isEqualTo(1);
            }
            Eventually.await("the place is free", () -> proxy.engine().stats().openDownstream() == 0);
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }
}

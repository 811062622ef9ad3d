package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardeningIT {

    @ParameterizedTest
    @EnumSource(
            value = Listener.Kind.class,
            names = {"GATEWAY", "INBOUND"})
    void headersOfTheProxyCannotBeNamedAway(Listener.Kind kind) throws Exception {
        // Given
        var routes = List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))));
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.of(kind, routes, Snapshots.cluster("a", origin.port())))) {
            // When
            proxy.get(
                    "/",
                    "Connection: host, x-forwarded-for, x-forwarded-proto, x-request-id, X-B3-TraceId, x-own",
                    "X-Forwarded-For: 10.0.0.1",
                    "X-Forwarded-Proto: http",
                    "X-Request-Id: mine",
                    "X-B3-TraceId: 463ac35c9f6413ad48485a3953bb6124",
                    "X-Own: y");

            // Then
            var request = origin.requests().getLast();
            for (var name : List.of("host", "x-forwarded-for", "x-forwarded-proto", "x-request-id", "x-b3-traceid")) {
                assertThat(request.header(name)).as(name).isPresent();
            }
            assertThat(request.header("x-own")).isEmpty();
            assertThat(request.header("x-forwarded-for").orElseThrow()).startsWith("10.0.0.1");
        }
    }

    @Test
    void lookalikesOfTheProxysHeadersEndAtTheGateway() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            proxy.get(
                    "/",
                    "X_Forwarded_For: 6.6.6.6",
                    "X_Envoy_Peer_Metadata: w=evil",
                    "Content_Length: 7",
                    "X-Envoy_Internal: true",
                    "My_Own: stays");
            var head = origin.requests().getLast().headText();
            assertThat(head).contains("My_Own: stays");
            assertThat(head)
                    .doesNotContain("6.6.6.6")
                    .doesNotContain("evil")
                    .doesNotContain("Content_Length")
                    .doesNotContain("X-Envoy_Internal");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\nContent-Length: 40\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void anUpstreamWithDoubtfulFramingIsNotUsedAgain(String head) throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(head);
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isBetween(200, 204);
            assertThat(client.get("/").status()).isBetween(200, 204);
            assertThat(origin.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void endlessInterimAnswersPauseWhenTheClientDoesNotRead() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    // Together more than sockets take before a hundred are too many
                    var hints = "HTTP/1.1 103 Early Hints\r\nLink: " + "l".repeat(50_000) + "\r\n\r\n";
                    try {
                        while (true) {
                            connection.write(hints);
                        }
                    } catch (IOException _) {
                        // the proxy gave up, as it should
                    }
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await("reading pauses", () -> proxy.engine().stats().backPressurePauses() > 0);
            client.reset();
            Eventually.await("the attempt is given up", () -> origin.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n"})
    void aClientThatSendsNoByteOfARequestIsClosedSoon(String sent) throws Exception {
        var limits = Limits.DEFAULT.withFirstByteTimeout(Duration.ofSeconds(1));
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(limits));
                var talking = Eventually.value("a client that is in time", () -> talking(proxy), _ -> true)) {
            long before = proxy.engine().stats().idleClosed();
            try (var silent = proxy.connect()) {
                silent.send(sent);
                silent.awaitClose();
            }
            assertThat(proxy.engine().stats().idleClosed()).isEqualTo(before + 1);
            assertThat(talking.get("/").status())
                    .as("the limit ends with the first request")
                    .isEqualTo(200);
        }
    }

    /// One that has had an answer.
    private static RawHttpClient talking(TestProxy proxy) throws IOException {
        var client = proxy.connect();
        try {
            assertThat(client.get("/").status()).isEqualTo(200);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @Test
    void aSlowReaderGetsTheWholeLastAnswer() throws Exception {
        var body = "b".repeat(4 << 20);
        try (var origin = OriginServer.answering(Answer.ok(body));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var slow = RawHttpClient.connectWithReceiveBuffer(proxy.port(), 4096);
                var clock = RawTcpOrigin.start(Scripts.slow("tick", 1, Duration.ofMillis(800)))) {
            slow.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            // Once the proxy has all, the end of the answer waits in it: then the client pauses.
            int read = 0;
            while (proxy.finished().isEmpty()) {
                read += slow.readBytes(4096).length;
            }
            try (var pause = RawHttpClient.connect(clock.port())) {
                pause.send("GET / HTTP/1.1\r\n\r\n").readBytes(4);
            }
            assertThat(read + slow.readUntilClose().length).isGreaterThan(body.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\r\nSet-Cookie: c", "b\nX: y", "\0"})
    void editsThatWouldSplitAHeadAreRejectedWithTheSnapshot(String value) {
        var edits = new HeaderEdits(List.of(new HeaderEdits.Header("x-a", value)), List.of(), List.of());
        var plain = Snapshots.forward(Snapshots.to("a", 1));
        var bad = List.of(
                new RouteAction.Forward(plain.destinations(), null, null, 0, edits, HeaderEdits.NONE),
                new RouteAction.Forward(plain.destinations(), null, null, 0, HeaderEdits.NONE, edits),
                new RouteAction.Forward(plain.destinations(), null, value, 0, HeaderEdits.NONE, HeaderEdits.NONE),
                new RouteAction.Forward(
                        plain.destinations(),
                        new PathRewrite.Prefix("/", value),
                        null,
                        0,
                        HeaderEdits.NONE,
                        HeaderEdits.NONE));
        try (var proxy = TestProxy.start(Snapshots.toPorts(1))) {
            for (var forward : bad) {
                var snapshot = Snapshots.of(
                        Listener.Kind.GATEWAY, List.of(Snapshots.route(0, null, forward)), Snapshots.cluster("a", 1));
                assertThatThrownBy(() -> proxy.engine().apply(snapshot))
                        .isInstanceOf(SnapshotRejected.class)
                        .hasMessageContaining("route-0");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a/#f HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a:99999/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: \u00e9\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX\u00e9: a\r\n\r\n",
                "G\0T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u007f HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void confusingTargetsAndBytesAreRefused(String bytes) throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send(bytes).read().status()).isEqualTo(400);
            client.awaitClose();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://b", "http://b?x=1", "http://b/../c"})
    void absoluteTargetsReplaceTheHost(String target) throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            var request = origin.requests().getLast();
            assertThat(request.header("host")).contains("b");
            assertThat(request.target()).startsWith("/").doesNotContain("..");
        }
    }

    @Test
    void manySmallChunksArriveWhole() throws Exception {
        try (var origin = OriginServer.start(request -> Answer.ok("" + request.body().length));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var body = "1\r\nx\r\n".repeat(10_000) + "0\r\n\r\n";
            var response = client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
                    .read();
            assertThat(response.bodyText()).isEqualTo("10000");
            assertThat(proxy.one().bytesReceived()).isEqualTo(10_000);
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers that are slow or greedy: each waits for a deadline at most, costs a bounded buffer, and disturbs nobody.
class SlowPeersIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    /// Where something must come first.
    private static final Duration ENOUGH = Duration.ofSeconds(2);
    private static final int IDLE_CONNECTIONS = 5_000;

    private static TestProxy proxy(int port, Duration head, Duration streamIdle) {
        var limits = Limits.DEFAULT.withTimeouts(head, LONG, streamIdle);
        return TestProxy.start(Snapshots.toPorts(port), config -> config.withLimits(limits));
    }

    /// The one that was stuck is over, and another request is served.
    private static void over(TestProxy proxy, ResponseFlag flag) {
        var finished = Eventually.value("it is over", proxy::finished, list -> !list.isEmpty())
                .getFirst();
        assertThat(finished.has(flag)).isTrue();
        Eventually.await("nothing is under way", () -> proxy.engine().stats().activeExchanges() == 0);
        Eventually.await("the attempt is given up", () -> proxy.engine().stats().openUpstream() == 0);
    }

    @Test
    void aHeadThatDripsIs408() throws Exception {
        try (var proxy = proxy(1, SHORT, Duration.ZERO);
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nX: ");
            Eventually.await("the head's time is over", () -> {
                client.send("x");
                return proxy.engine().stats().headTimeouts() == 1;
            });
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n64\r\nhello"})
    void aBodyThatStallsIs408(String rest) throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                var proxy = proxy(origin.port(), LONG, SHORT);
                var client = proxy.connect()) {
            var response = client.send("POST / HTTP/1.1\r\nHost: a\r\n" + rest).read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.header("connection")).contains("close");
            client.awaitClose();
            over(proxy, ResponseFlag.SI);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhello",
                "HTTP/1.1 200 OK\r\n\r\nhello"
            })
    void anAnswerThatStallsIsCut(String answer) throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(answer).awaitPeerClose();
                });
                var proxy = proxy(origin.port(), LONG, ENOUGH);
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
            over(proxy, ResponseFlag.SI);
        }
    }

    @Test
    void aClientThatDoesNotReadIsGivenUp() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("").withBody(new byte[64 * 1024 * 1024]));
                var proxy = proxy(origin.port(), LONG, SHORT);
                var client = RawHttpClient.connectWithReceiveBuffer(proxy.port(), 8 * 1024)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            over(proxy, ResponseFlag.SI);
        }
    }

    @Test
    void bytesWithoutEndBehindAnAnswerAreNotTakenForEver() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                            .awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(client.read().bodyText()).isEqualTo("ok");
            var chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
            Eventually.await("the proxy hangs up", () -> {
                try {
                    client.send(chunk);
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
            assertThat(proxy.one().bytesReceived()).isZero();
        }
    }

    /// Half of them have never said a word.
    @Test
    @Tag("long")
    void thousandsOfIdleConnectionsAreHeldWithoutHarm() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            var idle = new ArrayList<RawHttpClient>();
            try {
                for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                    var client = proxy.connect();
                    idle.add(client);
                    if (i % 2 == 0) {
                        assertThat(client.get("/").status()).isEqualTo(200);
                    }
                }
                Eventually.await("all are open", () -> proxy.engine().stats().openDownstream() == IDLE_CONNECTIONS);
                assertThat(proxy.get("/").status()).isEqualTo(200);
                assertThat(origin.openConnections()).as("upstream connections").isLessThanOrEqualTo(2);
                assertThat(idle.getFirst().get("/").status()).isEqualTo(200);
            } finally {
                for (var client : idle) {
                    client.close();
                }
            }
            Eventually.await("all are gone", () -> proxy.engine().stats().openDownstream() == 0);
        }
    }
}

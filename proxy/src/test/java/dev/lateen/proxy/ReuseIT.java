package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.ReceivedRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstream connections are used again, as often and as long as they may be, and never at the cost of a request.
class ReuseIT {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static Snapshot reused(int port, int maxRequests, long idleTimeoutMillis) {
        return Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)))),
                Snapshots.reused(port, maxRequests, idleTimeoutMillis));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 6", "2, 3", "4, 2", "100, 1"})
    void aConnectionServesAsManyRequestsAsItMay(int maxRequests, int connections) throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(reused(origin.port(), maxRequests, 60_000));
                var client = proxy.connect()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(origin.requests().stream()
                            .map(ReceivedRequest::connection)
                            .distinct())
                    .hasSize(connections);
        }
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(reused(origin.port(), 0, 50));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            Eventually.await("it is closed", () -> origin.openConnections() == 0);
            Eventually.await("and forgotten", () -> proxy.engine().stats().pooledUpstream() == 0);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    /// The upstream ends each connection behind its answer without a word; sometimes the next request is on its way
    /// already.
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "DELETE", "PUT", "TRACE"})
    void anIdleConnectionThatTheUpstreamClosesCostsNoError(String method) throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    var head = connection.readHead();
                    connection.write(head.startsWith("HEAD") ? ANSWER.substring(0, ANSWER.length() - 2) : ANSWER);
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.request(method, "/").status())
                        .as("request %s", i)
                        .isEqualTo(200);
            }
        }
    }

    /// The connection dies over the second request.
    private static RawTcpOrigin dyingOnce(AtomicInteger requests, boolean reset) {
        return RawTcpOrigin.start(connection -> {
            connection.readHead();
            requests.incrementAndGet();
            connection.write(ANSWER);
            if (connection.number() == 1) {
                connection.readHead();
                requests.incrementAndGet();
                if (reset) {
                    connection.reset();
                }
            } else {
                connection.awaitPeerClose();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, false, 200, 3",
        "GET, true, 200, 3",
        "PUT, true, 200, 3",
        "DELETE, true, 200, 3",
        "POST, false, 503, 2",
        "POST, true, 503, 2",
        "PATCH, true, 503, 2",
        "FROB, true, 503, 2"
    })
    void whatMayHaveReachedAnApplicationIsRepeatedOnlyIfThatIsTheSame(
            String method, boolean reset, int status, int requests) throws Exception {
        var seen = new AtomicInteger();
        try (var origin = dyingOnce(seen, reset);
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.request(method, "/").status()).isEqualTo(status);
            assertThat(seen).hasValue(requests);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void nothingIsRepeatedOnceAnAnswerHasBegun(String begun) throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(ANSWER);
                    connection.readHead();
                    connection.write(begun);
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readFinal("GET").status()).isEqualTo(503);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
            assertThat(proxy.engine().stats().retries()).isZero();
        }
    }

    @Test
    void aBodyThatIsKeptIsSentAgain() throws Exception {
        var seen = new AtomicInteger();
        try (var origin = dyingOnce(seen, true);
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.request("PUT", "/", new byte[3]).status()).isEqualTo(200);
            assertThat(seen).hasValue(3);
            assertThat(proxy.engine().stats().retries()).isEqualTo(1);
        }
    }

    @Test
    void aPostGoesToANewConnectionOnceTheOldOneIsKnownToBeClosed() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.readBytes(3);
                    connection.write(ANSWER);
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.request("POST", "/", new byte[3]).status()).isEqualTo(200);
                Eventually.await("it is closed", () -> proxy.engine().stats().openUpstream() == 0);
            }
            assertThat(proxy.engine().stats().retries()).isZero();
        }
    }
}

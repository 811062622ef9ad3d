package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawTcpOrigin;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams that break the rules of HTTP: one client's answer never becomes another's.
class AnomaliesIT {

    @ParameterizedTest
    @CsvSource({
        "HEAD, HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nevil",
        "GET, HTTP/1.1 304 Not Modified\\r\\nContent-Length: 4\\r\\n\\r\\nevil",
        "GET, HTTP/1.1 204 No Content\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nevil",
        "GET, HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nevil"
    })
    void aBodyWhereThereIsNoneIsNobodysAnswer(String method, String answer) throws Exception {
        var connections = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(
                            connections.incrementAndGet() == 1
                                    ? answer.replace("\\r", "\r").replace("\\n", "\n")
                                    : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read(method).body()).isEmpty();
            assertThat(client.get("/").bodyText()).isEqualTo("good");
            assertThat(origin.acceptedConnections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\nContent-Length: 4\r\n\r\nevilHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n"
            })
    void malformedAnswersAre502AndTheirConnectionEnds(String answer) throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write(answer);
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readFinal("GET").status()).isEqualTo(502);
            Eventually.await("the connection is dropped", () -> origin.openConnections() == 0);
            assertThat(proxy.engine().stats().pooledUpstream()).isZero();
            assertThat(proxy.engine().stats().activeExchanges()).isZero();
            assertThat(proxy.finished()).hasSize(1);
        }
    }

    @Test
    void aPooledUpstreamThatSpeaksUnaskedIsDropped() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var late = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                    Eventually.await("pooled", () -> proxy.engine().stats().pooledUpstream() == 1);
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    connection.awaitPeerClose();
                });
                var client = proxy.connect()) {
            proxy.apply(Snapshots.toPorts(late.port()));
            assertThat(client.get("/").bodyText()).isEqualTo("good");
            Eventually.await("the connection is dropped", () -> late.openConnections() == 0);
            Eventually.await(
                    "it is counted as closed", () -> proxy.engine().stats().openUpstream() == 0);
            assertThat(client.get("/").bodyText()).isEqualTo("good");
        }
    }
}

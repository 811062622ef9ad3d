package dev.lateen.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginServerIT {

    @Test
    void recordsWhatItReceivedByteForByte() throws Exception {
        // Given
        try (var origin = OriginServer.answering(Answer.ok("hi"));
                var client = RawHttpClient.connect(origin.port())) {
            var request =
                    "POST /a?b=c HTTP/1.1\r\nhost: x\r\nX-Odd:  two \r\nx-odd: three\r\nContent-Length: 4\r\n\r\n";

            // When
            client.send(request + "body");
            var response = client.read();

            // Then
            var received = origin.takeRequest();
            assertThat(received.headText()).isEqualTo(request);
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.target()).isEqualTo("/a?b=c");
            assertThat(received.headers("x-odd")).containsExactly("two", "three");
            assertThat(received.headers().get(1).name()).isEqualTo("X-Odd");
            assertThat(received.bodyText()).isEqualTo("body");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.reason()).isEqualTo("OK");
            assertThat(response.bodyText()).isEqualTo("hi");
            assertThat(response.header("content-length")).hasValue("2");
        }
    }

    @Test
    void keepsConnectionsAliveAndAnswersPipelinedRequestsInOrder() throws Exception {
        try (var origin = OriginServer.start(request -> Answer.ok(request.target()));
                var client = RawHttpClient.connect(origin.port())) {
            // When
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

            // Then
            assertThat(client.read().bodyText()).isEqualTo("/1");
            assertThat(client.read().bodyText()).isEqualTo("/2");
            assertThat(client.get("/3").bodyText()).isEqualTo("/3");
            assertThat(origin.acceptedConnections()).isEqualTo(1);
            assertThat(origin.openConnections()).isEqualTo(1);
            assertThat(origin.requests())
                    .extracting(ReceivedRequest::connection)
                    .containsExactly(1, 1, 1);
        }
    }

    @Test
    void chunksAndTrailersGoBothWays() throws Exception {
        // Given
        var answer = Answer.ok("chunky").withTrailer("X-Sum", "7");
        try (var origin = OriginServer.answering(answer);
                var client = RawHttpClient.connect(origin.port())) {
            // When
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: v\r\n\r\n");
            var response = client.read();

            // Then
            var received = origin.takeRequest();
            assertThat(received.bodyText()).isEqualTo("abc0123456789");
            assertThat(received.trailers()).containsExactly(new Header("X-T", "v"));
            assertThat(response.bodyText()).isEqualTo("chunky");
            assertThat(response.trailers()).containsExactly(new Header("X-Sum", "7"));
            assertThat(response.header("transfer-encoding")).hasValue("chunked");
        }
    }

    @Test
    void closeDelimitedAnswerEndsWithTheConnection() throws Exception {
        var answer = Answer.ok("to the end").withFraming(Answer.Framing.UNTIL_CLOSE);
        try (var origin = OriginServer.answering(answer)) {
            var response = RawHttpClient.fetch(origin.port(), "/");
            assertThat(response.bodyText()).isEqualTo("to the end");
            assertThat(response.header("connection")).hasValue("close");
        }
    }

    @Test
    void bodilessAnswersLeaveTheConnectionUsable() throws Exception {
        try (var origin = OriginServer.start(request -> request.target().equals("/204")
                        ? Answer.status(204)
                        : Answer.ok("body").withInterim("HTTP/1.1 103 Early Hints\r\n\r\n"));
                var client = RawHttpClient.connect(origin.port())) {
            assertThat(client.get("/204").status()).isEqualTo(204);
            var head = client.request("HEAD", "/");
            assertThat(head.body()).isEmpty();
            assertThat(head.header("content-length")).hasValue("4");
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(103);
            assertThat(client.read().bodyText()).isEqualTo("body");
        }
    }

    @Test
    void sends100ContinueBeforeTheBody() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok(""));
                var client = RawHttpClient.connect(origin.port())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("x");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void streamsPieceByPiece() throws Exception {
        // Given an answer that waits between its pieces
        var gate = new CountDownLatch(1);
        var answer = Answer.streamed(sink -> {
            sink.write("one".getBytes(StandardCharsets.UTF_8));
            gate.await();
            sink.write("two".getBytes(StandardCharsets.UTF_8));
        });
        try (var origin = OriginServer.answering(answer);
                var client = RawHttpClient.connect(origin.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            // When the first piece has come
            var seen = new String(
                    client.readBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n".length()),
                    StandardCharsets.UTF_8);
            gate.countDown();

            // Then
            assertThat(seen).endsWith("3\r\none\r\n");
            assertThat(new String(client.readBytes(13), StandardCharsets.UTF_8)).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n"
            })
    void malformedRequestsAreViolations(String request) throws Exception {
        // Given
        var origin = OriginServer.answering(Answer.ok(""));
        try (var client = RawHttpClient.connect(origin.port())) {
            // When
            client.send(request);

            // Then
            assertThat(client.read().status()).isEqualTo(400);
            Eventually.await("a violation", () -> origin.violations().size() == 1);
            assertThat(origin.requests()).isEmpty();
        }
        assertThatThrownBy(origin::close).isInstanceOf(AssertionError.class).hasMessageContaining("connection 1");
    }

    @Test
    void brokenConnectionsAreCountedNotReported() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok(""))) {
            try (var client = RawHttpClient.connect(origin.port())) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
                client.halfClose();
                client.awaitClose();
            }
            Eventually.await("one aborted", () -> origin.aborted() == 1 && origin.openConnections() == 0);
            assertThat(origin.violations()).isEmpty();
        }
    }

    @Test
    void failingHandlerFailsTheTest() throws Exception {
        var origin = OriginServer.start(_ -> {
            throw new IllegalStateException("boom");
        });
        try (var client = RawHttpClient.connect(origin.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").awaitClose();
        }
        Eventually.await("closed", () -> origin.openConnections() == 0);
        assertThatThrownBy(origin::close).hasRootCauseMessage("boom");
    }

    @Test
    void closeFreesThePortAndInterruptsHandlers() throws Exception {
        // Given a request whose handler never returns, at an address whose ports no outgoing connection takes
        var origin = OriginServer.start(new InetSocketAddress("127.0.0.4", 0), _ -> {
            new CountDownLatch(1).await();
            return Answer.ok("");
        });
        var address = new InetSocketAddress("127.0.0.4", origin.port());
        try (var client = RawHttpClient.connect(address, RawHttpClient.TIMEOUT)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            origin.takeRequest();

            // When
            origin.close();

            // Then
            client.awaitClose();
            try (var again = OriginServer.start(address, _ -> Answer.ok("again"));
                    var other = RawHttpClient.connect(address, RawHttpClient.TIMEOUT)) {
                assertThat(other.get("/").bodyText()).isEqualTo("again");
                assertThat(again.requests()).hasSize(1);
            }
        }
    }

    @Test
    void headersParseFromLines() {
        assertThat(List.of(Header.of("a: b"), Header.of(":authority: x:1"), Header.of("Empty:")))
                .containsExactly(new Header("a", "b"), new Header(":authority", "x:1"), new Header("Empty", ""));
        assertThatThrownBy(() -> Header.of("nothing")).isInstanceOf(IllegalArgumentException.class);
    }
}

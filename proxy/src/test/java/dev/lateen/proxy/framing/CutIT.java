package dev.lateen.proxy.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Snapshots;
import dev.lateen.proxy.TestProxy;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A connection that ends at every byte of a message, on either side, by FIN and by reset: no message that is not whole
/// is ever taken for one, and nobody else notices.
class CutIT {

    private static final String LENGTH = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n";
    private static final String ANSWER_LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String ANSWER_CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n";

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aClientThatLeavesInsideARequest(boolean chunked, boolean reset) throws Exception {
        var request = chunked ? CHUNKED : LENGTH;
        try (var origin = OriginServer.answering(Answer.ok("after"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var other = proxy.connect()) {
            for (int cut = 0; cut < request.length(); cut++) {
                try (var client = proxy.connect()) {
                    client.send(request.substring(0, cut));
                    if (reset) {
                        client.reset();
                    } else {
                        assertThat(client.halfClose().readUntilClose())
                                .as("answer to %s bytes", cut)
                                .isEmpty();
                    }
                }
                Eventually.await(
                        "the connection is gone", () -> proxy.engine().stats().openDownstream() == 1);
                Eventually.await(
                        "nothing is under way", () -> proxy.engine().stats().activeExchanges() == 0);
                assertThat(other.get("/after").bodyText())
                        .as("after %s bytes", cut)
                        .isEqualTo("after");
            }
            assertThat(origin.requests()).noneMatch(seen -> seen.target().equals("/x"));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void anUpstreamThatLeavesInsideAnAnswer(boolean chunked, boolean reset) throws Exception {
        var answer = chunked ? ANSWER_CHUNKED : ANSWER_LENGTH;
        var cut = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    var head = connection.readHead();
                    if (head.startsWith("GET /after")) {
                        connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nafter");
                        return;
                    }
                    connection.write(answer.substring(0, cut.get()));
                    if (reset) {
                        connection.reset();
                    }
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            for (; cut.get() < answer.length(); cut.incrementAndGet()) {
                try (var client = proxy.connect()) {
                    client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(outcome(client)).as("answer of %s bytes", cut).isIn("503", "cut");
                }
                assertThat(RawHttpClient.fetch(proxy.port(), "/after").bodyText())
                        .isEqualTo("after");
            }
            Eventually.await(
                    "no connection is left", () -> proxy.engine().stats().openUpstream() == 0);
            Eventually.await(
                    "nothing is under way", () -> proxy.engine().stats().activeExchanges() == 0);
            assertThat(proxy.engine().stats().retries()).isZero();
        }
    }

    private static String outcome(RawHttpClient client) throws IOException {
        try {
            var response = client.read();
            return response.status() == 503
                    ? "503"
                    : response.status() + new String(response.body(), StandardCharsets.ISO_8859_1);
        } catch (EOFException e) {
            return "cut";
        }
    }
}

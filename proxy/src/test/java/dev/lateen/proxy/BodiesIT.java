package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesIT {

    private static OriginServer echo() {
        return OriginServer.start(request -> Answer.ok("").withBody(request.body()));
    }

    @ParameterizedTest
    @EnumSource(Answer.Framing.class)
    void everyFramingOfAnAnswerArrives(Answer.Framing framing) throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello world").withFraming(framing));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                var response = client.get("/");
                assertThat(response.bodyText()).isEqualTo("hello world");
                boolean length = framing == Answer.Framing.CONTENT_LENGTH;
                assertThat(response.header("content-length").isPresent()).isEqualTo(length);
                assertThat(response.header("transfer-encoding").isPresent()).isEqualTo(!length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.Framing.class)
    void http10ClientsGetPlainBodies(Answer.Framing framing) throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello").withFraming(framing));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            var text = new String(client.readUntilClose(), StandardCharsets.ISO_8859_1);
            assertThat(text).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
            assertThat(text.toLowerCase()).contains("connection: close").doesNotContain("transfer-encoding");
        }
    }

    @Test
    void http10KeepAliveIsHonoured() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                var response = client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
                        .read();
                assertThat(response.header("connection")).contains("keep-alive");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 100_000, 3_000_000})
    void requestBodiesArriveInBothFramings(int size) throws Exception {
        try (var origin = echo();
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            byte[] body = Seeds.bytes(Seeds.random("body"), size);
            assertThat(client.request("POST", "/", body).body()).isEqualTo(body);

            client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            if (size > 0) {
                client.send(Integer.toHexString(size) + ";ext=1\r\n").send(body).send("\r\n");
            }
            client.send("0\r\nX-Sum: 7\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readFinal("PUT").body()).isEqualTo(body);
            var received = origin.requests().getLast();
            assertThat(received.headText()).doesNotContain("ext=1");
            assertThat(received.trailers()).hasSize(1);
        }
    }

    @Test
    void headAndBodylessStatusesHaveNoBody() throws Exception {
        try (var origin = OriginServer.start(request -> switch (request.target()) {
                    case "/204" -> Answer.status(204);
                    case "/304" -> Answer.ok("not sent").withHeader("ETag", "1");
                    default -> Answer.ok("hello");
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var head = client.request("HEAD", "/");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).contains("5");
            assertThat(client.get("/204").status()).isEqualTo(204);
            assertThat(client.get("/").bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void notModifiedKeepsItsLengthAndTheConnection() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    for (int i = 0; i < 2; i++) {
                        connection.readHead();
                        connection.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n");
                    }
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").header("content-length")).contains("10");
            assertThat(client.get("/").status()).isEqualTo(304);
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void continueAndEarlyHintsAreRelayed() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
                    connection.readBytes(5);
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            var hints = client.read();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.header("link")).contains("x");
            assertThat(client.send("hello").read().bodyText()).isEqualTo("ok");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (var origin = OriginServer.start(request -> Answer.ok(request.target()));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("POST /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(client.read().bodyText()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void anySplitOfTheInputGivesTheSameAnswers() throws Exception {
        var random = Seeds.random("split");
        var input =
                "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nwxyz";
        try (var origin = OriginServer.start(request -> Answer.ok(request.target() + request.bodyText()));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            for (int round = 0; round < 40; round++) {
                try (var client = proxy.connect()) {
                    for (int at = 0; at < input.length(); ) {
                        int size = Math.min(input.length() - at, 1 + random.nextInt(30));
                        client.send(input.substring(at, at + size));
                        at += size;
                    }
                    assertThat(client.read().bodyText()).isEqualTo("/1");
                    assertThat(client.read().bodyText()).isEqualTo("/2abcde");
                    assertThat(client.read().bodyText()).isEqualTo("/3wxyz");
                }
            }
        }
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsAnswer() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                    .halfClose();
            assertThat(client.read().bodyText()).isEqualTo("hello");
            client.awaitClose();
        }
    }

    @Test
    void anEarlyAnswerArrivesWhileTheBodyStillFlows() throws Exception {
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nstop");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
            var response = client.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.bodyText()).isEqualTo("stop");
            assertThat(response.header("connection")).contains("close");
            client.send("more of the body").awaitClose();
        }
    }

    @Test
    void trailersOfAnAnswerAreFiltered() throws Exception {
        try (var origin = OriginServer.answering(
                        Answer.ok("x").withTrailer("X-Sum", "1").withTrailer("Set-Cookie", "a=b"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            assertThat(proxy.get("/").trailers()).singleElement().asString().isEqualTo("X-Sum: 1");
        }
    }
}

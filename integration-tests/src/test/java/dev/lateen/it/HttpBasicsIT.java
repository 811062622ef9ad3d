package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.Chain.Via;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Header;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Plain HTTP/1.1 over two proxies: the gateway or the caller's sidecar, then the sidecar of the application.
class HttpBasicsIT {

    private static Chain chain;

    @BeforeAll
    static void start() {
        chain = Chain.start(HttpBasicsIT::answer);
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    /// Each test takes the requests that it sent.
    @AfterEach
    void nothingBrokeTheProtocol() {
        assertThat(chain.httpbin().origin().violations()).isEmpty();
    }

    private static Answer answer(ReceivedRequest request) {
        String path = request.target();
        if (path.startsWith("/status/")) {
            return Answer.status(Integer.parseInt(path.substring(8))).withHeader("etag", "\"1\"");
        }
        return switch (path) {
            case "/chunked" ->
                Answer.ok(request.bodyText()).withTrailer("x-sum", "1").withTrailer("x-late", "yes");
            case "/until-close" -> Answer.ok("to the end").withFraming(Answer.Framing.UNTIL_CLOSE);
            case "/hop" ->
                Answer.ok("x")
                        .withHeader("Connection", "x-hop")
                        .withHeader("x-hop", "1")
                        .withHeader("Keep-Alive", "timeout=5")
                        .withHeader("x-envoy-peer-metadata", "w=evil");
            case "/early" -> Answer.ok("final").withInterim("HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n");
            default -> Answer.status(200).withBody(request.body());
        };
    }

    @ParameterizedTest
    @EnumSource
    void answersWithoutABodyKeepTheConnection(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            RawResponse head =
                    client.send(via.head("HEAD", "/chunked") + "\r\n").read("HEAD");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (int status : new int[] {204, 304}) {
                RawResponse response = client.send(via.head("GET", "/status/" + status) + "\r\n")
                        .read();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.header("transfer-encoding")).isEmpty();
                assertThat(response.header("etag")).hasValue("\"1\"");
            }
            assertThat(client.send(via.head("GET", "/") + "\r\n").read().status())
                    .isEqualTo(200);
        }
        assertThat(chain.take().method()).isEqualTo("HEAD");
        for (int i = 0; i < 3; i++) {
            assertThat(chain.take().method()).isEqualTo("GET");
        }
    }

    @ParameterizedTest
    @EnumSource
    void headTellsTheLengthThatGetWouldHave(Via via) throws IOException {
        RawResponse head = chain.send(via, "HEAD", "/hop");
        assertThat(head.header("content-length")).hasValue("1");
        chain.take();
    }

    @ParameterizedTest
    @EnumSource
    void chunksAndTrailersGoBothWays(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            client.send(via.head("POST", "/chunked") + "Transfer-Encoding: chunked\r\nTrailer: x-check\r\n\r\n");
            client.send("5\r\nhello\r\n");
            client.send("7;ext=1\r\n, world\r\n0\r\nx-check: 42\r\n\r\n");
            RawResponse response = client.read("POST");
            assertThat(response.bodyText()).isEqualTo("hello, world");
            assertThat(response.header("content-length")).isEmpty();
            assertThat(response.trailers()).containsExactly(new Header("x-sum", "1"), new Header("x-late", "yes"));
        }
        ReceivedRequest received = chain.take();
        assertThat(received.bodyText()).isEqualTo("hello, world");
        assertThat(received.trailers()).containsExactly(new Header("x-check", "42"));
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOfFiveMebibytesIsTheSameBothWays(Via via) throws IOException {
        byte[] body = new byte[5 << 20];
        new Random(1).nextBytes(body);
        try (RawHttpClient client = chain.connect(via)) {
            client.send(via.head("POST", "/") + "Content-Length: " + body.length + "\r\n\r\n");
            RawResponse response = client.send(body).read("POST");
            assertThat(response.header("content-length")).hasValue(String.valueOf(body.length));
            assertThat(response.body()).isEqualTo(body);
        }
        ReceivedRequest received = chain.take();
        assertThat(received.header("content-length")).hasValue(String.valueOf(body.length));
        assertThat(received.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyUntilTheEndOfTheConnectionIsWhole(Via via) throws IOException {
        assertThat(chain.send(via, "GET", "/until-close").bodyText()).isEqualTo("to the end");
        chain.take();
    }

    @ParameterizedTest
    @EnumSource
    void pipelinedRequestsAreAnsweredInOrder(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                all.append(via.head("POST", "/"))
                        .append("Content-Length: 1\r\n\r\n")
                        .append(i);
                all.append(via.head("GET", "/status/404")).append("\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 10; i++) {
                assertThat(client.read("POST").bodyText()).isEqualTo(String.valueOf(i));
                assertThat(client.read().status()).isEqualTo(404);
            }
        }
        for (int i = 0; i < 20; i++) {
            chain.take();
        }
    }

    @ParameterizedTest
    @EnumSource
    void expectContinueIsAnsweredBeforeTheBodyIsSent(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            client.send(via.head("POST", "/") + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read("POST").status()).isEqualTo(100);
            RawResponse response = client.send("body").readFinal("POST");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("body");
        }
        assertThat(chain.take().bodyText()).isEqualTo("body");
    }

    @ParameterizedTest
    @EnumSource
    void interimAnswersReachTheClient(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            RawResponse early = client.send(via.head("GET", "/early") + "\r\n").read();
            assertThat(early.status()).isEqualTo(103);
            assertThat(early.header("link")).hasValue("</a.css>");
            assertThat(client.read().bodyText()).isEqualTo("final");
        }
        chain.take();
    }

    @ParameterizedTest
    @EnumSource
    void headersForOneConnectionEndWithIt(Via via) throws IOException {
        RawResponse response = chain.send(
                via,
                "GET",
                "/hop",
                "Connection: X-Mine, keep-alive",
                "Connection: x-more",
                "X-Mine: 1",
                "x-more: 1",
                "Keep-Alive: 5",
                "TE: trailers",
                "Proxy-Connection: keep-alive",
                "x-other: 1");
        String head = chain.take().headText().toLowerCase(Locale.ROOT);
        assertThat(head)
                .doesNotContain("x-mine", "x-more", "keep-alive", "\nte:", "proxy-connection")
                .contains("x-other: 1");
        assertThat(response.headText().toLowerCase(Locale.ROOT))
                .doesNotContain("x-hop", "keep-alive", "x-envoy-peer-metadata");
    }
}

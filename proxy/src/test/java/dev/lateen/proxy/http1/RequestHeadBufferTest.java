package dev.lateen.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Limits;
import dev.lateen.snapshot.route.RequestHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeadBufferTest {

    private static final Limits LIMITS = Limits.DEFAULT.withHead(2048, 512, 20);

    static RequestHeadBuffer read(String text) {
        var head = new RequestHeadBuffer(LIMITS);
        head.reset();
        var in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        head.feed(in);
        return head;
    }

    static HeadBuffer.Progress feed(RequestHeadBuffer head, String text) {
        return head.feed(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    @Test
    void rangesAreThoseOfTheText() {
        var head = read("GET /a/b?c=d HTTP/1.1\r\nHost: example.com:81\r\nX-User:  jason \r\n\r\n");
        assertThat(head.text(head.method())).isEqualTo("GET");
        assertThat(head.text(head.path())).isEqualTo("/a/b");
        assertThat(head.text(head.query())).isEqualTo("c=d");
        assertThat(head.text(head.authority())).isEqualTo("example.com:81");
        assertThat(head.text(head.scheme())).isEqualTo("http");
        assertThat(head.headerCount()).isEqualTo(2);
        assertThat(head.text(head.headerName(1))).isEqualTo("X-User");
        assertThat(head.text(head.headerValue(1))).isEqualTo("jason");
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.hasBody()).isFalse();
    }

    @Test
    void takesNoByteBehindTheHead() {
        var head = new RequestHeadBuffer(LIMITS);
        head.reset();
        var in = Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2", StandardCharsets.ISO_8859_1);
        assertThat(head.feed(in)).isEqualTo(HeadBuffer.Progress.COMPLETE);
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("GET /2");
    }

    @Test
    void absoluteFormNamesTheAuthority() {
        var head = read("GET http://b.example:8000/x?y HTTP/1.1\r\nHost: other\r\n\r\n");
        assertThat(head.isAbsolute()).isTrue();
        assertThat(head.text(head.authority())).isEqualTo("b.example:8000");
        assertThat(head.text(head.path())).isEqualTo("/x");
        assertThat(head.text(head.query())).isEqualTo("y");
    }

    @Test
    void absoluteFormWithoutAPathIsTheRoot() {
        var head = read("GET http://b.example?y HTTP/1.1\r\nHost: b.example\r\n\r\n");
        assertThat(head.text(head.path())).isEqualTo("/");
        assertThat(head.text(head.query())).isEqualTo("y");
    }

    @Test
    void dotSegmentsAreResolvedForMatching() {
        var head = read("GET /a/../b/%2e/c?../d HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(head.text(head.path())).isEqualTo("/b/c");
        assertThat(head.text(head.rawPath())).isEqualTo("/a/../b/%2e/c");
        assertThat(head.text(head.query())).isEqualTo("../d");
    }

    @Test
    void emptyLinesInFrontAreIgnored() {
        assertThat(read("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").isMethod(Bytes.of("GET")))
                .isTrue();
    }

    @Test
    void http10MayDoWithoutHost() {
        var head = read("GET / HTTP/1.0\r\n\r\n");
        assertThat(head.minorVersion()).isZero();
        assertThat(head.keepAlive()).isFalse();
        assertThat(RequestHead.length(head.authority())).isZero();
    }

    @Test
    void framingIsDecided() {
        assertThat(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n")
                        .contentLength())
                .isEqualTo(12);
        assertThat(read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n")
                        .isChunked())
                .isTrue();
        assertThat(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                        .hasBody())
                .isFalse();
    }

    @Test
    void connectionNamesHeadersForThisHopOnly() {
        var head = read(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Hop, close, host\r\nx-hop: 1\r\nX-Hope: 2\r\nKeep-Alive: 5\r\n\r\n");
        assertThat(head.keepAlive()).isFalse();
        assertThat(head.isHopByHop(0)).as("Host").isFalse();
        assertThat(head.isHopByHop(1)).as("Connection").isTrue();
        assertThat(head.isHopByHop(2)).as("x-hop").isTrue();
        assertThat(head.isHopByHop(3)).as("X-Hope").isFalse();
        assertThat(head.isHopByHop(4)).as("Keep-Alive").isTrue();
    }

    @Test
    void h2cUpgradeIsIgnoredAndWebSocketIsNot() {
        assertThat(read("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n")
                        .wantsUpgrade())
                .isFalse();
        assertThat(read("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                        .wantsUpgrade())
                .isTrue();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "both framings",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of(
                        "both, other order",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"),
                Arguments.of(
                        "two lengths",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                Arguments.of(
                        "equal lengths",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"),
                Arguments.of("length list", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n"),
                Arguments.of("signed length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n"),
                Arguments.of("hex length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n"),
                Arguments.of("empty length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
                Arguments.of(
                        "huge length",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n"),
                Arguments.of(
                        "gzip, chunked", 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
                Arguments.of("identity", 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"),
                Arguments.of("xchunked", 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"),
                Arguments.of(
                        "chunked twice",
                        400,
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of("chunked in 1.0", 400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of("obs-fold", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
                Arguments.of("first header folded", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                Arguments.of("space before colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
                Arguments.of(
                        "tab before colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n"),
                Arguments.of("bare LF", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                Arguments.of("bare LF in header", 400, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
                Arguments.of("bare CR in value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"),
                Arguments.of("bare CR in line", 400, "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
                Arguments.of("NUL in value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"),
                Arguments.of("DEL in value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: 12345678\u007f9\r\n\r\n"),
                Arguments.of("control in name", 400, "GET / HTTP/1.1\r\nHost: a\r\nX\u0001: b\r\n\r\n"),
                Arguments.of("no colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nXb\r\n\r\n"),
                Arguments.of("empty name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
                Arguments.of("no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
                Arguments.of("two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                Arguments.of("empty Host", 400, "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
                Arguments.of("Host with path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                Arguments.of("Host with user", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                Arguments.of("Host with bad port", 400, "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n"),
                Arguments.of("Host with big port", 400, "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                Arguments.of("bad method", 400, "GE{T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("no target", 400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("two spaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("fragment", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("control in target", 400, "GET /a\u0001 HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("relative target", 400, "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("asterisk for GET", 400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("ftp", 400, "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("user in target", 400, "GET http://u:p@a/b HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("HTTP/0.9", 400, "GET /\r\nHost: a\r\n\r\n"),
                Arguments.of("HTTP/1.x", 400, "GET / HTTP/1.x\r\nHost: a\r\n\r\n"),
                Arguments.of("HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                Arguments.of("http/1.1", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("space behind version", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
                Arguments.of("preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("TLS", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"),
                Arguments.of("long target", 414, "GET /" + "a".repeat(600) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                Arguments.of("long header", 431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(2100) + "\r\n\r\n"),
                Arguments.of("many headers", 431, "GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(20) + "\r\n"),
                Arguments.of("strange expectation", 417, "GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"),
                Arguments.of("empty lines", 400, "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, int status, String text) {
        var head = new RequestHeadBuffer(LIMITS);
        head.reset();
        assertThat(feed(head, text)).as(what).isEqualTo(HeadBuffer.Progress.REFUSED);
        assertThat(head.refusal().status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusedTheSameByteByByte(String what, int status, String text) {
        var whole = new RequestHeadBuffer(LIMITS);
        whole.reset();
        feed(whole, text);
        var split = new RequestHeadBuffer(LIMITS);
        split.reset();
        var progress = HeadBuffer.Progress.MORE;
        for (int i = 0; i < text.length() && progress == HeadBuffer.Progress.MORE; i++) {
            progress = feed(split, text.substring(i, i + 1));
        }
        assertThat(progress).as(what).isEqualTo(HeadBuffer.Progress.REFUSED);
        assertThat(split.refusal()).isEqualTo(whole.refusal());
    }

    static Stream<String> accepted() {
        return Stream.of(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a:\r\n\r\n",
                "GET / HTTP/1.1\r\nhOsT:a\r\nX:\r\nY: \t \r\n\r\n",
                "GET /\u00e4 HTTP/1.1\r\nHost: a\r\nX: \u00e4\tb\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "M-SEARCH /a?b?c HTTP/1.1\r\nHost: a_b\r\n\r\n",
                "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
                "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /" + "a".repeat(500) + " HTTP/1.1\r\nHost: a\r\nX: " + "b".repeat(1000) + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void accepted(String text) {
        for (int split = 0; split <= text.length(); split++) {
            var head = new RequestHeadBuffer(LIMITS);
            head.reset();
            var first = feed(head, text.substring(0, split));
            assertThat(first)
                    .as("split at %d", split)
                    .isEqualTo(split == text.length() ? HeadBuffer.Progress.COMPLETE : HeadBuffer.Progress.MORE);
            if (split < text.length()) {
                assertThat(feed(head, text.substring(split))).isEqualTo(HeadBuffer.Progress.COMPLETE);
            }
            var whole = read(text);
            assertThat(head.text(head.path())).isEqualTo(whole.text(whole.path()));
            assertThat(head.headerCount()).isEqualTo(whole.headerCount());
        }
    }
}

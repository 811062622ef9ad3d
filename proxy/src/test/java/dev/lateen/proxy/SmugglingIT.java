package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmugglingIT {

    private static OriginServer origin;
    private static TestProxy proxy;

    @BeforeAll
    static void start() {
        origin = OriginServer.answering(Answer.ok("reached"));
        proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n\0Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    void ambiguousRequestsNeverReachTheOrigin(String bytes) throws Exception {
        // Given
        int before = origin.requests().size();
        try (var client = proxy.connect()) {
            // When
            var response = client.send(bytes).read();

            // Then
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("connection")).contains("close");
            client.awaitClose();
            assertThat(origin.requests()).hasSize(before);
            assertThat(proxy.finished().getLast().has(ResponseFlag.DPE)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"414, 40000, 0, 0", "431, 10, 70000, 1", "431, 10, 10, 120"})
    void overlongHeadsAreRefused(int status, int target, int value, int headers) throws Exception {
        try (var client = proxy.connect()) {
            var head = new StringBuilder("GET /" + "t".repeat(target) + " HTTP/1.1\r\nHost: a\r\n");
            for (int i = 0; i < headers; i++) {
                head.append("X-")
                        .append(i)
                        .append(": ")
                        .append("v".repeat(value))
                        .append("\r\n");
            }
            assertThat(client.send(head.append("\r\n").toString()).read().status())
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Z\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "ffffffffffffffffff\r\n",
                "0\r\nA: b\n\r\n",
            })
    void malformedChunksAreRefusedAndTheUpstreamConnectionIsDropped(String body) throws Exception {
        try (var client = proxy.connect()) {
            var head = "POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            var response = client.send(head + body).read();
            assertThat(response.status()).isEqualTo(400);
            client.awaitClose();
        }
        assertThat(origin.requests()).noneMatch(request -> request.target().equals("/chunks"));
        assertThat(proxy.get("/after").status()).isEqualTo(200);
        origin.forgiveViolations();
    }

    @Test
    void bytesBehindAMalformedHeadAreNoRequest() throws Exception {
        int before = origin.requests().size();
        try (var client = proxy.connect()) {
            var response = client.send("GET / HTTP/1.1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
                    .read();
            assertThat(response.status()).isEqualTo(400);
            client.awaitClose();
        }
        assertThat(origin.requests()).hasSize(before);
    }

    @Test
    void connectIsRefusedByName() throws Exception {
        try (var client = proxy.connect()) {
            var tunnel = client.request("CONNECT", "a:443", "Host: a:443");
            assertThat(tunnel.status()).isEqualTo(405);
            assertThat(tunnel.bodyText()).contains("CONNECT is for a sidecar");
        }
    }

    @Test
    void h2cIsNotTakenUpButTheRequestIsServed() throws Exception {
        var response = proxy.get(
                "/h2c",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
        assertThat(response.status()).isEqualTo(200);
        var request = origin.requests().getLast();
        assertThat(request.headText()).doesNotContainIgnoringCase("upgrade").doesNotContain("HTTP2-Settings");
    }
}

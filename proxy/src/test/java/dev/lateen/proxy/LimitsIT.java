package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LimitsIT {

    private static final Limits FEW = new Limits(
            4096,
            1024,
            20,
            16,
            64,
            100,
            1,
            16,
            4096,
            1024,
            2,
            4096,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ZERO,
            Duration.ofHours(1),
            3);

    @Test
    void aConnectionServesItsShareOfRequests() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(FEW));
                var client = proxy.connect()) {
            assertThat(client.get("/").header("connection")).isEmpty();
            assertThat(client.get("/").header("connection")).isEmpty();
            assertThat(client.get("/").header("connection")).contains("close");
            client.awaitClose();
        }
    }

    @Test
    void thePoolKeepsNoMoreThanItMay() throws Exception {
        try (var origin = OriginServer.start(_ -> Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(FEW));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 10; i++) {
                calls.add(() -> proxy.get("/").status());
            }
            for (var call : threads.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo(200);
            }
            Eventually.await("one is left", () -> proxy.engine().stats().openUpstream() <= 1);
            assertThat(proxy.engine().stats().pooledUpstream()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void extensionsAndTrailersAreBounded() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(FEW))) {
            for (var body : new String[] {
                "1;" + "e".repeat(50) + "\r\na\r\n0\r\n\r\n", "1\r\na\r\n0\r\nX: " + "t".repeat(200) + "\r\n\r\n"
            }) {
                try (var client = proxy.connect()) {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
                    assertThat(client.read().status()).isEqualTo(400);
                }
            }
            origin.forgiveViolations();
        }
    }

    @Test
    void anAnswerWithTooLongAHeadIs502() throws Exception {
        try (var origin = RawTcpOrigin.start(
                        Scripts.answer("HTTP/1.1 200 OK\r\nX: " + "v".repeat(5000) + "\r\nContent-Length: 0\r\n\r\n"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withLimits(FEW))) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aCutAnswerIsResetForAnHttp10Client() throws Exception {
        try (var origin = RawTcpOrigin.start(Scripts.closeInsideChunk());
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(whole(client)).isFalse();
        }
    }

    /// Whether the connection ended in a way that an HTTP/1.0 client takes for the end of a body.
    private static boolean whole(RawHttpClient client) {
        try {
            return new String(client.readUntilClose(), StandardCharsets.ISO_8859_1).contains("200 OK");
        } catch (IOException e) {
            return false;
        }
    }
}

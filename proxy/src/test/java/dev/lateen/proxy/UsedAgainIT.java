package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Parts of an exchange that is over become parts of the next one of the same event loop, which must not notice.
class UsedAgainIT {

    /// Everything below `/a` goes to one cluster, and nothing else anywhere.
    private static Snapshot belowA(int port) {
        var route = Snapshots.route(0, "/a", Snapshots.forward(Snapshots.to("a", 1)));
        return Snapshots.of(Listener.Kind.GATEWAY, List.of(route), Snapshots.cluster("a", port));
    }

    private static TestProxy.Finished finished(TestProxy proxy, String path) {
        return Eventually.value(
                        path,
                        () -> proxy.finished().stream()
                                .filter(each -> each.path().equals(path))
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
    }

    @Test
    void anExchangeKnowsNothingOfTheOneBefore() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(belowA(origin.port()));
                var client = proxy.connect()) {
            // When
            client.request("POST", "/a/first", "a body".getBytes(StandardCharsets.UTF_8));
            client.get("/second");

            // Then
            assertThat(finished(proxy, "/a/first").requestId()).isNotNull();
            var second = finished(proxy, "/second");
            assertThat(second.status()).isEqualTo(404);
            assertThat(second.flags()).isEqualTo(ResponseFlag.NR.bit());
            assertThat(second.routeName()).isEqualTo("-");
            assertThat(second.bytesReceived()).isZero();
            assertThat(second.requestId()).isNull();
            assertThat(second.forwardedFor()).isNull();
        }
    }

    @Test
    void whatComesLateForAClientThatLeftReachesNobody() throws Exception {
        var late = new CountDownLatch(1);
        try (var origin = OriginServer.start(request -> {
                    if (request.target().equals("/a/left")) {
                        late.await();
                    }
                    return Answer.ok(request.target());
                });
                var proxy = TestProxy.start(belowA(origin.port()))) {
            // Given
            try (var client = proxy.connect()) {
                client.send("GET /a/left HTTP/1.1\r\nHost: a\r\n\r\n");
                origin.takeRequest();
                client.reset();
            }
            assertThat(finished(proxy, "/a/left").has(ResponseFlag.DC)).isTrue();

            // When
            try (var client = proxy.connect()) {
                for (int i = 0; i < 10; i++) {
                    assertThat(client.get("/a/" + i).bodyText()).isEqualTo("/a/" + i);
                    late.countDown();
                }
            }

            // Then
            for (int i = 0; i < 10; i++) {
                var exchange = finished(proxy, "/a/" + i);
                assertThat(exchange.flags()).isZero();
                assertThat(exchange.bytesSent()).isEqualTo(4);
            }
            assertThat(finished(proxy, "/a/left").bytesSent()).isZero();
        }
    }

    @Test
    void exchangesUnderWayTogetherKeepTheirOwn() throws Exception {
        var both = new CountDownLatch(2);
        try (var origin = OriginServer.start(request -> {
                    both.countDown();
                    both.await();
                    return Answer.ok(request.header("x-request-id").orElseThrow());
                });
                var proxy = TestProxy.start(belowA(origin.port()));
                var one = proxy.connect();
                var other = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                // When
                one.send("GET /a/one%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(i));
                other.send("GET /a/other%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(i));

                // Then
                var first = one.read().bodyText();
                var second = other.read().bodyText();
                assertThat(finished(proxy, "/a/one" + i).requestId()).isEqualTo(first);
                assertThat(finished(proxy, "/a/other" + i).requestId()).isEqualTo(second);
                assertThat(first).isNotEqualTo(second);
            }
        }
    }
}

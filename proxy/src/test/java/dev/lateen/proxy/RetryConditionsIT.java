package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is repeated after what, counted by the upstream: its first connection fails, the second one serves.
class RetryConditionsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    static Snapshot retrying(int port, RetryPolicy policy) {
        var forward = Snapshots.forward(Snapshots.to("a", 1)).withRetries(policy);
        return Snapshots.of(
                Listener.Kind.GATEWAY, List.of(Snapshots.route(0, null, forward)), Snapshots.cluster("a", port));
    }

    /// @param retryOn `default`, or conditions separated by `+`
    static RetryPolicy policy(String retryOn) {
        if (retryOn.equals("default")) {
            return RetryPolicy.DEFAULT;
        }
        var parts = List.of(retryOn.split("\\+"));
        return RetryPolicy.DEFAULT.on(
                parts.stream()
                        .flatMap(part -> RetryPolicy.Condition.of(part).stream())
                        .toList(),
                parts.stream()
                        .filter(part -> part.matches("\\d{3}"))
                        .map(Integer::valueOf)
                        .toList());
    }

    private static RawTcpOrigin.Script failure(String what) {
        return switch (what) {
            case "reset" -> Scripts.resetBeforeAnswer();
            case "close" -> Scripts.closeBeforeAnswer();
            case "half-head" -> Scripts.closeInsideHead();
            case "garbage" -> Scripts.answer("SSH-2.0-OpenSSH_9\r\n");
            case "unasked-upgrade" -> Scripts.answer("HTTP/1.1 101 Switching\r\n\r\n");
            case "grpc-14" -> Scripts.answer("HTTP/1.1 200 OK\r\nGRPC-Status: 14\r\nContent-Length: 0\r\n\r\n");
            case "grpc-1" -> Scripts.answer("HTTP/1.1 200 OK\r\ngrpc-status: 1\r\nContent-Length: 0\r\n\r\n");
            case "limited" ->
                Scripts.answer("HTTP/1.1 429 Slow\r\nx-envoy-ratelimited: true\r\nContent-Length: 0\r\n\r\n");
            case "early-503" ->
                Scripts.answer("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
            default -> Scripts.answer("HTTP/1.1 " + what + " No\r\nContent-Length: 4\r\n\r\nnope");
        };
    }

    @ParameterizedTest(name = "{0}: {2} after {1} is sent {3} times, answer {4}")
    @CsvSource({
        "5xx, 500, GET, 2, 200",
        "5xx, 503, POST, 2, 200",
        "5xx, 404, GET, 1, 404",
        "5xx, reset, GET, 2, 200",
        "5xx, garbage, GET, 2, 200",
        "5xx, unasked-upgrade, PUT, 2, 200",
        "5xx, reset, POST, 1, 503",
        "gateway-error, 500, GET, 1, 500",
        "gateway-error, 502, GET, 2, 200",
        "gateway-error, 503, POST, 2, 200",
        "gateway-error, 504, GET, 2, 200",
        "gateway-error, close, GET, 2, 200",
        "gateway-error, close, POST, 1, 503",
        "reset, reset, GET, 2, 200",
        "reset, half-head, GET, 2, 200",
        "reset, reset, POST, 2, 200",
        "reset, 503, GET, 1, 503",
        "reset-before-request, reset, GET, 1, 503",
        "reset-before-request, reset, POST, 1, 503",
        "connect-failure, reset, GET, 1, 503",
        "connect-failure, 503, GET, 1, 503",
        "refused-stream, reset, GET, 1, 503",
        "retriable-4xx, 409, GET, 2, 200",
        "retriable-4xx, 409, POST, 2, 200",
        "retriable-4xx, 404, GET, 1, 404",
        "418, 418, GET, 2, 200",
        "418+retriable-status-codes, 418, POST, 2, 200",
        "418, 503, GET, 1, 503",
        "envoy-ratelimited, limited, GET, 2, 200",
        "envoy-ratelimited, 429, GET, 1, 429",
        "unavailable, grpc-14, POST, 2, 200",
        "unavailable+cancelled, grpc-1, POST, 2, 200",
        "cancelled, grpc-14, POST, 1, 200",
        "resource-exhausted+internal+deadline-exceeded, grpc-14, POST, 1, 200",
        "default, reset, GET, 1, 503",
        "default, reset, POST, 1, 503",
        "default, 503, GET, 1, 503",
        "default, grpc-14, POST, 1, 200",
        "5xx, early-503, GET, 1, 503"
    })
    void whatIsRepeated(String retryOn, String what, String method, int sent, int status) throws Exception {
        var seen = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    if (connection.number() == 1) {
                        seen.incrementAndGet();
                        failure(what).play(connection);
                    } else {
                        connection.readHead();
                        seen.incrementAndGet();
                        connection.write(OK);
                    }
                });
                var proxy = TestProxy.start(retrying(origin.port(), policy(retryOn)));
                var client = proxy.connect()) {
            client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readFinal(method).status()).isEqualTo(status);
            assertThat(seen).hasValue(sent);
            assertThat(proxy.engine().stats().retries()).isEqualTo(sent - 1);
        }
    }
}

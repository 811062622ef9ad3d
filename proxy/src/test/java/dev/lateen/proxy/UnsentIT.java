package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawTcpOrigin;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A request that is not idempotent meets a pooled connection that is dead, and the proxy cannot know: it is sent again
/// exactly when none of its bytes can have left.
class UnsentIT {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
    private static final int MOST_ROUNDS = 100;

    /// While the event loop stands still behind the exchange that has put the connection into the pool, first a POST
    /// comes, then the upstream resets that connection: in this order the loop sees them. Nobody can write to a
    /// connection that was reset, so the upstream cannot have a byte.
    @Test
    void aPostThatCannotHaveLeftIsSentOnANewConnection() throws Exception {
        var standing = new Semaphore(0);
        var goOn = new Semaphore(0);
        var reset = new Semaphore(0);
        var posts = new AtomicInteger();
        try (var origin = RawTcpOrigin.start(connection -> {
                    while (true) {
                        var head = connection.readHead();
                        if (head.startsWith("POST")) {
                            connection.readBytes(3);
                            posts.incrementAndGet();
                        }
                        connection.write(ANSWER);
                        if (head.startsWith("GET /stop")) {
                            reset.acquire();
                            connection.reset();
                            return;
                        }
                    }
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var first = proxy.connect();
                var second = proxy.connect()) {
            proxy.whenFinished(exchange -> {
                if (exchange.path().equals("/stop")) {
                    standing.release();
                    goOn.acquireUninterruptibly();
                }
            });
            assertThat(second.get("/").status()).isEqualTo(200);
            int rounds = 0;
            while (proxy.engine().stats().retries() == 0 && rounds++ < MOST_ROUNDS) {
                first.send("GET /stop HTTP/1.1\r\nHost: a\r\n\r\n");
                standing.acquire();
                second.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                int before = origin.openConnections();
                reset.release();
                Eventually.await("it is reset", () -> origin.openConnections() < before);
                goOn.release();
                assertThat(first.read().status()).isEqualTo(200);
                assertThat(second.read("POST").status()).isEqualTo(200);
                assertThat(posts).hasValue(rounds);
            }
            assertThat(proxy.engine().stats().retries()).isPositive();
        }
    }
}

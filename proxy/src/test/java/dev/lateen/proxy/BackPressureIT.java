package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackPressureIT {

    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 1024;
    private static final long SLACK = 24L * 1024 * 1024;

    @Test
    void aSlowReaderCostsABoundedBuffer() throws Exception {
        // Given
        var written = new AtomicLong();
        try (var origin = OriginServer.start(_ -> Answer.streamed(sink -> {
                    for (int i = 0; i < PIECES; i++) {
                        sink.write(new byte[PIECE]);
                        written.addAndGet(PIECE);
                    }
                }));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = RawHttpClient.connectWithReceiveBuffer(proxy.port(), 8 * 1024)) {
            // When
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.await("reading pauses", () -> proxy.engine().stats().backPressurePauses() > 0);

            // Then
            assertThat(written.get()).isLessThan(SLACK);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isLessThan(64L * 1024 * 1024);
            assertThat(client.read().body()).hasSize(PIECE * PIECES);
            assertThat(written.get()).isEqualTo((long) PIECE * PIECES);
        }
    }

    @Test
    void aDeafUpstreamStopsTheClient() throws Exception {
        var read = new CountDownLatch(1);
        try (var origin = RawTcpOrigin.start(connection -> {
                    connection.readHead();
                    read.await();
                    connection.readBytes(PIECE * PIECES);
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    connection.awaitPeerClose();
                });
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            var sent = new AtomicLong();
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + (long) PIECE * PIECES + "\r\n\r\n");
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < PIECES; i++) {
                        client.send(new byte[PIECE]);
                        sent.addAndGet(PIECE);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var last = new AtomicLong(-1);
            Eventually.await("the client is held", () -> last.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
            assertThat(sent.get()).isLessThan(SLACK);
            read.countDown();
            assertThat(client.read().bodyText()).isEqualTo("ok");
            sender.join();
        }
    }
}

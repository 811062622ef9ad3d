package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.TlsSettings.Provider;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.TlsSide;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that want more of a handshake than they should get, with both providers.
class HandshakesIT {

    private static final int SLOW = 1_000;
    private static final int MOST_BYTES_EACH = 32 * 1024;
    private static final String HOST = "a.example.com";
    private static final Authority AUTHORITY = Authority.create("servers");

    private final OriginServer origin = OriginServer.answering(Answer.ok("hello"));
    private TestProxy proxy;

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    private void start(Provider provider, Duration handshakeTimeout) {
        var settings = new TlsSettings(provider, handshakeTimeout);
        proxy = TestProxy.start(Snapshot.EMPTY, config -> config.withTls(settings));
        proxy.engine().tls().update(List.of(TlsTermination.secret("web", AUTHORITY.certificate(HOST))));
        proxy.apply(TlsTermination.of(
                Snapshots.toPorts(origin.port()), TlsTermination.chain(TlsTermination.simple("web"))));
    }

    private static SSLContext trusting() {
        return TlsSide.of(AUTHORITY, null);
    }

    private void serves() throws IOException {
        try (var client = RawHttpClient.connectTls(proxy.port(), HOST, trusting())) {
            assertThat(client.get("/", "Host: " + HOST).status()).isEqualTo(200);
        }
    }

    private long failed() {
        return proxy.engine().tls().handshakeCounts().getFirst().failed();
    }

    private static long buffers() {
        var metric = PooledByteBufAllocator.DEFAULT.metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aThousandSlowHandshakesCostLittleDisturbNobodyAndEnd(Provider provider) throws Exception {
        // Given
        start(provider, Duration.ofSeconds(10));
        serves();
        long before = buffers();
        var slow = new ArrayList<RawHttpClient>();
        try {
            // When
            for (int i = 0; i < SLOW; i++) {
                var client = RawHttpClient.connect(proxy.port());
                slow.add(client);
                client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3}); // the rest never comes
            }

            // Then
            for (int i = 0; i < 20; i++) {
                serves();
            }
            assertThat(buffers() - before).isLessThan((long) SLOW * MOST_BYTES_EACH);
            for (var client : slow) {
                client.readUntilClose();
            }
            Eventually.await("each of them is counted as failed", () -> failed() == SLOW);
            Eventually.await("nobody is left", () -> proxy.engine().stats().openDownstream() == 0);
            serves();
        } finally {
            for (var client : slow) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aClientMayNotNegotiateAnew(Provider provider) throws Exception {
        // Given
        start(provider, Duration.ofSeconds(15));
        try (var socket = (SSLSocket)
                trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout((int) RawHttpClient.TIMEOUT.toMillis());
            socket.setEnabledProtocols(new String[] {"TLSv1.2"}); // later versions have no such thing
            socket.startHandshake();
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");

            // When, then
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getInputStream().readAllBytes();
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
        serves();
        assertThat(proxy.engine().tls().handshakeCounts().getFirst().completed())
                .isEqualTo(2);
    }
}

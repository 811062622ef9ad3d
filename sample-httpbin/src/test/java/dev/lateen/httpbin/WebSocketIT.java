package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// RFC 6455 byte by byte, from the client's side.
@QuarkusTest
class WebSocketIT {

    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte[] MASK = {1, 2, 3, 4};

    record Frame(int head, byte[] payload) {}

    @TestHTTPResource("/")
    URI root = URI.create("");

    @Test
    void theHandshakeIsAnsweredWithTheVersionToo() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            RawResponse response = upgrade(client);

            assertThat(response.status()).isEqualTo(101);
            // The pair of RFC 6455, 1.3.
            assertThat(response.header("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(response.header("x-httpbin-version")).contains("v1");
        }
    }

    @Test
    void messagesComeBackInTheirKindAndOrder() throws IOException {
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            upgrade(client);
            send(client, FIN | TEXT, "sail \u2693".getBytes(StandardCharsets.UTF_8));
            send(client, FIN | BINARY, new byte[] {0, (byte) 0xff});
            send(client, FIN | TEXT, new byte[0]);
            send(client, FIN | BINARY, large);

            assertThat(new String(expect(client, TEXT), StandardCharsets.UTF_8)).isEqualTo("sail \u2693");
            assertThat(expect(client, BINARY)).containsExactly(0, 0xff);
            assertThat(expect(client, TEXT)).isEmpty();
            assertThat(expect(client, BINARY)).isEqualTo(large);
        }
    }

    @Test
    void fragmentsComeBackAsFragmentsAndAPingBetweenThemIsAnswered() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            upgrade(client);
            send(client, TEXT, bytes("la"));
            send(client, FIN | PING, bytes("wind?"));
            send(client, FIN | CONTINUATION, bytes("teen"));

            assertThat(read(client)).satisfies(isFrame(TEXT, "la"));
            assertThat(read(client)).satisfies(isFrame(FIN | PONG, "wind?"));
            assertThat(read(client)).satisfies(isFrame(FIN | CONTINUATION, "teen"));
        }
    }

    /// More than all buffers on the way hold, by a client that sends everything before it reads anything.
    @Test
    void aClientThatDoesNotReadIsWaitedForAndLosesNothing() throws Exception {
        int frames = 400;
        try (RawHttpClient client = RawHttpClient.connectWithReceiveBuffer(root.getPort(), 16 * 1024)) {
            upgrade(client);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendNumbered(client, frames));

            for (int i = 0; i < frames; i++) {
                assertThat(expect(client, BINARY)).isEqualTo(numbered(i));
            }
            sent.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFrameThatIsTooLargeClosesTheConnection() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            upgrade(client);
            client.send(ByteBuffer.allocate(10)
                    .put((byte) (FIN | BINARY))
                    .put((byte) (0x80 | 127))
                    .putLong(1024 * 1024 + 1)
                    .array());

            client.readUntilClose();
        }
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            assertThat(upgrade(client).status()).isEqualTo(101);
        }
    }

    @Test
    void aCloseIsAnsweredAndEndsTheConnection() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            upgrade(client);
            send(client, FIN | CLOSE, new byte[] {0x03, (byte) 0xe8});

            assertThat(expect(client, CLOSE)).startsWith(0x03, 0xe8);
            client.awaitClose();
        }
    }

    @Test
    void aRequestThatIsNoHandshakeIsRefusedWithTheReason() throws IOException {
        RawResponse response = RawHttpClient.fetch(root.getPort(), "/ws");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.bodyText()).contains("Upgrade");
    }

    private static void sendNumbered(RawHttpClient client, int frames) {
        try {
            for (int i = 0; i < frames; i++) {
                send(client, FIN | BINARY, numbered(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] numbered(int number) {
        byte[] payload = new byte[60_000];
        Arrays.fill(payload, (byte) number);
        return payload;
    }

    private static RawResponse upgrade(RawHttpClient client) throws IOException {
        return client.get(
                "/ws",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    private static void send(RawHttpClient client, int head, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) head);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        client.send(bytes);
    }

    private static Consumer<Frame> isFrame(int head, String payload) {
        return frame -> {
            assertThat(frame.head()).isEqualTo(head);
            assertThat(frame.payload()).isEqualTo(bytes(payload));
        };
    }

    /// One whole message or control frame; what the server sends in fragments is put together.
    private static byte[] expect(RawHttpClient client, int opcode) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(400_000);
        Frame frame = read(client);
        assertThat(frame.head() & 0xf).isEqualTo(opcode);
        message.put(frame.payload());
        while ((frame.head() & FIN) == 0) {
            frame = read(client);
            message.put(frame.payload());
        }
        byte[] bytes = new byte[message.flip().remaining()];
        message.get(bytes);
        return bytes;
    }

    private static Frame read(RawHttpClient client) throws IOException {
        byte[] head = client.readBytes(2);
        long length = head[1] & 0x7f;
        assertThat(head[1]).as("a server's frame is not masked").isGreaterThanOrEqualTo((byte) 0);
        if (length == 126) {
            length = ByteBuffer.wrap(client.readBytes(2)).getShort() & 0xffff;
        } else if (length == 127) {
            length = ByteBuffer.wrap(client.readBytes(8)).getLong();
        }
        return new Frame(head[0] & 0xff, client.readBytes((int) length));
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}

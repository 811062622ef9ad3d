package dev.lateen.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final String LENGTH = "HTTP/1.1 503 Oh\r\ncontent-length: 5\r\nConnection: close\r\n\r\nxxxxx";
    private static final String CHUNKS =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Requests.body(20_000, true);
    private static final String NONE = "GET /a/c HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void endsAreFoundHoweverTheBytesCome(int step) {
        var reader = new MessageReader();
        var bytes = (LENGTH + CHUNKS + NONE).getBytes(StandardCharsets.ISO_8859_1);
        int ends = 0;
        for (int at = 0; at < bytes.length; at += step) {
            var in = Unpooled.wrappedBuffer(bytes, at, Math.min(step, bytes.length - at));
            while (in.isReadable() && reader.read(in)) {
                ends++;
                switch (ends) {
                    case 1 -> {
                        assertThat(reader.status()).isEqualTo(503);
                        assertThat(reader.isClosing()).isTrue();
                    }
                    case 2 -> assertThat(reader.isClosing()).isFalse();
                    default -> assertThat(reader.lastOfTarget()).isEqualTo('c');
                }
            }
        }
        assertThat(ends).isEqualTo(3);
    }
}

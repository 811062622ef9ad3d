package dev.lateen.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Limits;
import dev.lateen.testkit.Seeds;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private final BodyReader reader = new BodyReader(Limits.DEFAULT);

    private String feed(String text) {
        var in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        var out = new StringBuilder();
        for (var data = reader.next(in); data != null; data = reader.next(in)) {
            out.append(data.toString(StandardCharsets.ISO_8859_1));
            data.release();
        }
        in.release();
        return out.toString();
    }

    @Test
    void lengthEndsWhereItSays() {
        reader.beginLength(5);
        assertThat(feed("abc")).isEqualTo("abc");
        assertThat(reader.isDone()).isFalse();
        assertThat(feed("defg")).isEqualTo("de");
        assertThat(reader.isDone()).isTrue();
    }

    @Test
    void chunksLoseExtensionsAndForbiddenTrailers() {
        reader.beginChunked();
        assertThat(feed("3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\nContent-Length: 5\r\nHost: x\r\n\r\n"))
                .isEqualTo("abc0123456789");
        assertThat(reader.isDone()).isTrue();
        assertThat(new String(reader.trailers(), StandardCharsets.ISO_8859_1)).isEqualTo("X-Sum: 1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                "-1\r\n",
                "0x1\r\n",
                " 1\r\n",
                "1 \r\n",
                "1\n",
                "1\r\r\n",
                "1\r\nab\r\n",
                "1\r\na\n",
                "1;a\nb\r\n",
                "1;a\0\r\n",
                "1234567890123456\r\n",
                "0\r\nX: 1\n\r\n",
                "0\r\nX 1\r\n\r\n",
                "0\r\n: 1\r\n\r\n",
                "0\r\nX: \0\r\n\r\n",
                "+1\r\n",
                "1,1\r\n"
            })
    void malformedChunksAreRefused(String text) {
        reader.beginChunked();
        feed(text);
        assertThat(reader.refusal()).as(text).isNotNull();
        assertThat(reader.isDone()).isFalse();
    }

    @Test
    void longExtensionsAndTrailersAreRefused() {
        reader.beginChunked();
        feed("1;" + "a".repeat(2000));
        assertThat(reader.refusal()).isNotNull();
        reader.beginChunked();
        feed("0\r\nX: " + "a".repeat(9000));
        assertThat(reader.refusal()).isNotNull();
    }

    @Test
    void anySplitGivesTheSameBody() {
        var random = Seeds.random("chunks");
        for (int i = 0; i < 200; i++) {
            splitAnywhere(random);
        }
    }

    private void splitAnywhere(RandomGenerator random) {
        // Given
        var body = Seeds.text(random, "abc\r\n0;", 300);
        var text = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int size = Math.min(body.length() - at, 1 + random.nextInt(40));
            text.append(Integer.toHexString(size))
                    .append(random.nextBoolean() ? ";x=y" : "")
                    .append("\r\n");
            text.append(body, at, at + size).append("\r\n");
            at += size;
        }
        text.append("0\r\nX-T: 1\r\n\r\n");

        // When
        reader.beginChunked();
        var read = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int size = Math.min(text.length() - at, 1 + random.nextInt(9));
            read.append(feed(text.substring(at, at + size)));
            at += size;
        }

        // Then
        assertThat(reader.isDone()).isTrue();
        assertThat(read.toString()).isEqualTo(body);
    }
}

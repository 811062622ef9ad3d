package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamEncodingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    none                    | IDENTITY
                    ''                      | IDENTITY
                    identity                | IDENTITY
                    gzip                    | GZIP
                    'deflate, GZIP, br'     | GZIP
                    'br, gzip ; q=0.5'      | GZIP
                    gzip;q=1.000            | GZIP
                    gzip;q=0                | IDENTITY
                    gzip;q=0.000            | IDENTITY
                    x-gzipped               | IDENTITY
                    """)
    void gzipIsForThoseWhoTakeIt(String accepted, StreamEncoding expected) {
        assertThat(StreamEncoding.of(accepted)).isEqualTo(expected);
    }

    @Test
    void piecesFollowOneAnotherInAnyOrder() throws IOException {
        // Given
        var first = StreamEncoding.GZIP.encode(Buffer.buffer("event: a\n\n".repeat(5_000)));
        var second = StreamEncoding.GZIP.encode(Buffer.buffer("event: ä\n\n"));

        // When
        var stream = StreamEncoding.GZIP
                .start()
                .appendBuffer(second)
                .appendBuffer(first)
                .appendBuffer(second);

        // Then
        var expected = "event: ä\n\n" + "event: a\n\n".repeat(5_000) + "event: ä\n\n";
        int length = expected.getBytes(StandardCharsets.UTF_8).length;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(stream.getBytes()))) {
            assertThat(new String(in.readNBytes(length), StandardCharsets.UTF_8))
                    .isEqualTo(expected);
        }
        assertThat(stream.length()).isLessThan(length / 10);
    }
}

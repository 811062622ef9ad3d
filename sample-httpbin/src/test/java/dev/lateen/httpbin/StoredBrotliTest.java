package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredBrotliTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 65_535, 65_536, 65_537, 131_072, 200_000})
    void anotherDecoderReadsWhatItWrites(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        byte[] encoded = StoredBrotli.encode(bytes);

        try (var decoder = new BrotliInputStream(new ByteArrayInputStream(encoded))) {
            assertThat(decoder.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(encoded.length - length).isLessThanOrEqualTo(1 + 3 * Math.ceilDiv(length, 65_536));
    }
}

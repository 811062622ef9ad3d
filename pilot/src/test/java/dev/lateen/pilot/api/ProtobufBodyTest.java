package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a kubectl never sends. `KubectlIT` has what it does.
class ProtobufBodyTest {

    private static final byte[] NAMESPACE = body("Namespace", "0a050a03666f6f");

    @Test
    void aMessageBecomesJson() {
        assertThat(ProtobufBody.json(NAMESPACE))
                .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"foo\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "ConfigMap, 2801, field 5 of ConfigMap", // a number
        "ConfigMap, 2a0141, field 5 of ConfigMap", // text
        "Role, 0a00, kind: Role"
    })
    void whatIsNotKnownIsNamed(String kind, String message, String named) {
        assertThatThrownBy(() -> ProtobufBody.json(body(kind, message)))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining(named)
                .hasMessageContaining("application/json");
    }

    @Test
    void whatIsNotKnownAndEmptyIsNothing() {
        assertThat(ProtobufBody.json(body("ConfigMap", "28002a00")))
                .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}");
    }

    @Test
    void whatIsCutShortIsRefused() {
        int beforeMessage = NAMESPACE.length - 9; // up to there it is whole, a namespace without anything
        for (int length = 0; length < NAMESPACE.length; length++) {
            byte[] cut = Arrays.copyOf(NAMESPACE, length);
            if (length != beforeMessage) {
                assertThatThrownBy(() -> ProtobufBody.json(cut))
                        .as(length + " bytes")
                        .isInstanceOf(ApiError.class);
            }
        }
    }

    @Test
    void noBytesDoHarm() {
        long seed = Long.getLong("lateen.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = NAMESPACE.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutant[4 + random.nextInt(mutant.length - 4)] = (byte) random.nextInt();
            }
            try {
                assertThat(ProtobufBody.json(mutant)).startsWith("{");
            } catch (ApiError e) {
                assertThat(e.status().code()).as("seed " + seed).isIn(400, 415);
            }
        }
    }

    private static byte[] body(String kind, String message) {
        byte[] raw = HexFormat.of().parseHex(message);
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0, 0x0a, (byte) (name.length + 6), 0x0a, 2, 'v', '1', 0x12});
        out.write(name.length);
        out.writeBytes(name);
        out.write(0x12);
        out.write(raw.length);
        out.writeBytes(raw);
        return out.toByteArray();
    }
}

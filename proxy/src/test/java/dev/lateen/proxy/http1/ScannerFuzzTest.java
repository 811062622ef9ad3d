package dev.lateen.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever comes, and however it is cut: the scanners never throw, decide the same, keep no buffer, and read what
/// they accept as Netty does.
class ScannerFuzzTest {

    private static final List<String> PIECES = List.of(
            "GET ",
            "POST ",
            "/",
            "/a/../b",
            "*",
            "http://a",
            " HTTP/1.1\r\n",
            " HTTP/1.0\r\n",
            "Host: a\r\n",
            "Host: [::1]:80\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 5, 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Connection: close, host\r\n",
            "X_Forwarded_For: a\r\n",
            "Expect: 100-continue\r\n",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 204\r\n",
            "HTTP/1.0 999 \u00e9\r\n",
            "5\r\nhello\r\n",
            "0\r\n",
            "ffffffffffffffff\r\n",
            "5;a=b\r\n",
            "A: b\r\n",
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            "\0",
            "\u0080",
            "\u00ff",
            "x".repeat(300));

    @Test
    void scannersWithstandAnything() {
        fuzz(20_000);
    }

    @Test
    @Tag("long")
    void scannersWithstandAnythingForLong() {
        fuzz(400_000);
    }

    private static void fuzz(int rounds) {
        var random = Seeds.random("scanners");
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = i % 4 == 0 ? Seeds.bytes(random, random.nextInt(1, 400)) : composed(random);
            try {
                FuzzTargets.RequestHeads.fuzzerTestOneInput(bytes);
                FuzzTargets.ResponseHeads.fuzzerTestOneInput(bytes);
                FuzzTargets.ChunkedBodies.fuzzerTestOneInput(bytes);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(HexFormat.of().formatHex(bytes) + " is " + text(bytes), e);
            }
        }
    }

    /// What fuzzing has found worth keeping: `docs/fuzzing.md`.
    @ParameterizedTest
    @CsvSource({"RequestHeads, request-heads", "ResponseHeads, response-heads", "ChunkedBodies, chunked-bodies"})
    void theCorpusHolds(String target, String file) throws Exception {
        var type = Class.forName(FuzzTargets.class.getName() + "$" + target);
        var run = type.getMethod("fuzzerTestOneInput", byte[].class);
        int inputs = 0;
        try (var in = ScannerFuzzTest.class.getResourceAsStream(file + ".corpus")) {
            for (var line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                run.invoke(null, (Object) HexFormat.of().parseHex(line));
                inputs++;
            }
        }
        assertThat(inputs).isPositive();
    }

    private static byte[] composed(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

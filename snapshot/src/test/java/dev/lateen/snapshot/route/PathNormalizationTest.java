package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNormalizationTest {

    @ParameterizedTest
    @CsvSource({
        "/a/../b, /a/../b, /b, /b, /b",
        "/a//b, /a//b, /a//b, /a/b, /a/b",
        "//, //, //, /, /",
        "///a///, ///a///, ///a///, /a/, /a/",
        "/a//../b, /a//../b, /a/b, /a/b, /a/b",
        "/a%2fb, /a%2fb, /a%2fb, /a%2fb, /a/b",
        "/a%5Cb, /a%5Cb, /a%5Cb, /a%5Cb, /a/b",
        "/a/..%2F..%2fb, /a/..%2F..%2fb, /a/..%2F..%2fb, /a/..%2F..%2fb, /b",
        "/a%2f%2e%2e%2Fb, /a%2f%2e%2e%2Fb, /a%2f%2e%2e%2Fb, /a%2f%2e%2e%2Fb, /b",
        "/a%252fb, /a%252fb, /a%252fb, /a%252fb, /a%252fb",
        "/a\\b, /a\\b, /a/b, /a/b, /a/b",
        "/%2, /%2, /%2, /%2, /%2",
        "'', /, /, /, /",
        "*, *, *, *, *"
    })
    void pathsBecome(String path, String none, String base, String merged, String decoded) {
        assertThat(normalize(PathNormalization.NONE, path)).isEqualTo(none);
        assertThat(normalize(PathNormalization.BASE, path)).isEqualTo(base);
        assertThat(normalize(PathNormalization.MERGE_SLASHES, path)).isEqualTo(merged);
        assertThat(normalize(PathNormalization.DECODE_AND_MERGE_SLASHES, path)).isEqualTo(decoded);
    }

    @Test
    void resultIsStableAndNormalIsWhatStays() {
        var pieces = new String[] {"/", "\\", ".", "%2e", "%2F", "%5c", "a", "..", "//", "%"};
        var random = new SplittableRandom(7);
        for (int run = 0; run < 50_000; run++) {
            var text = new StringBuilder("/");
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            var path = text.toString();
            for (var normalization : PathNormalization.values()) {
                var normal = normalize(normalization, path);
                assertThat(normal).startsWith("/").hasSizeLessThanOrEqualTo(path.length());
                assertThat(isNormal(normalization, path))
                        .as("%s %s", normalization, path)
                        .isEqualTo(normal.equals(path));
                if (normalization != PathNormalization.NONE) {
                    assertThat(normalize(normalization, normal))
                            .as("%s %s", normalization, path)
                            .isEqualTo(normal);
                }
            }
        }
    }

    private static String normalize(PathNormalization normalization, String path) {
        var bytes = path.getBytes(StandardCharsets.UTF_8);
        var out = new byte[Math.max(1, bytes.length)];
        int end = normalization.normalize(bytes, 0, bytes.length, out, 0);
        return new String(out, 0, end, StandardCharsets.UTF_8);
    }

    private static boolean isNormal(PathNormalization normalization, String path) {
        var bytes = path.getBytes(StandardCharsets.UTF_8);
        return normalization.isNormal(bytes, 0, bytes.length);
    }
}

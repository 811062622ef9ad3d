package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNormalizerTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "'', /",
        "/a/b/c/./../../g, /a/g",
        "/a/., /a/",
        "/a/.., /",
        "/a/./b, /a/b",
        "/.., /",
        "/../../x, /x",
        "/a/../../../b, /b",
        "/a//../b, /a/b",
        "/a//b, /a//b",
        "//a, //a",
        "//.., /",
        "///, ///",
        "/a/..., /a/...",
        "/a/..b/.c, /a/..b/.c",
        "/a/%2e%2E/b, /b",
        "/a/.%2e/b, /b",
        "/a/%2e/b, /a/b",
        "/a/%2e%2e, /",
        "/a%2eb, /a%2eb",
        "/a%2Fb/%2f, /a%2Fb/%2f",
        "/a/..%2fb, /a/..%2fb",
        "/a/%252e%252e/b, /a/%252e%252e/b",
        "/a\\b, /a/b",
        "\\a\\..\\b, /b",
        "/a\\..\\..\\x, /x",
        "/a%5cb, /a%5cb",
        "/a/%2, /a/%2",
        "/a/%, /a/%",
        "*, *",
        "host:443, host:443"
    })
    void pathsBecome(String path, String expected) {
        assertThat(normalize(path)).isEqualTo(expected);
        assertThat(isNormal(path)).isEqualTo(path.equals(expected));
    }

    @Test
    void resultIsStableRootedAndNeverLonger() {
        // Given random paths of the critical characters
        var random = new SplittableRandom(11);
        for (int run = 0; run < 50_000; run++) {
            var path = new StringBuilder("/");
            for (int length = random.nextInt(16); length > 0; length--) {
                path.append(new String[] {"/", "\\", ".", "%2e", "%2E", "a", "..", "/../"}[random.nextInt(8)]);
            }

            // When
            var normal = normalize(path.toString());

            // Then
            assertThat(normal).startsWith("/").hasSizeLessThanOrEqualTo(path.length());
            assertThat(normalize(normal)).isEqualTo(normal);
            assertThat(isNormal(normal)).as(normal).isTrue();
            assertThat(isNormal(path.toString())).as("%s", path).isEqualTo(normal.contentEquals(path));
            assertThat(normal.replace("%2e", ".").replace("%2E", ".").split("/"))
                    .doesNotContain(".", "..");
        }
    }

    @Test
    void normalisesInPlace() {
        var buf = "xx/a/./b/../c".getBytes(StandardCharsets.US_ASCII);
        int end = PathNormalizer.normalize(buf, 2, buf.length, buf, 2);
        assertThat(new String(buf, 0, end, StandardCharsets.US_ASCII)).isEqualTo("xx/a/c");
    }

    private static String normalize(String path) {
        var bytes = path.getBytes(StandardCharsets.UTF_8);
        var out = new byte[Math.max(1, bytes.length)];
        return new String(out, 0, PathNormalizer.normalize(bytes, 0, bytes.length, out, 0), StandardCharsets.UTF_8);
    }

    private static boolean isNormal(String path) {
        var bytes = path.getBytes(StandardCharsets.UTF_8);
        return PathNormalizer.isNormal(bytes, 0, bytes.length);
    }
}

package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.PathRewrite;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathRewriterTest {

    @ParameterizedTest(name = "{0} by {1}: {2} to {3}")
    @CsvSource({
        "'^/service/([^/]+)(/.*)$', '\\2/instance/\\1', /service/foo/v1/api, /v1/api/instance/foo",
        "one, two, /xxx/one/yyy/one/zzz, /xxx/two/yyy/two/zzz",
        "'^(.*?)one(.*)$', '\\1two\\2', /xxx/one/yyy/one/zzz, /xxx/two/yyy/one/zzz",
        "'(?i)/xxx/', /yyy/, /aaa/XxX/bbb, /aaa/yyy/bbb",
        "nothing, x, /a/b, /a/b",
        "'/a', '', /a/b, /b",
        "'.*', '', /a/b, /",
        "'^/', 'x', /a, /xa",
        "'b*', 'x', /abb, x/xax",
        "'(a)|(b)', '[\\2]', /ab, /[][b]",
        "'a', '\\0\\\\\\0', /a, /a\\a",
        "'é', 'e', /café, /cafe"
    })
    void everyMatchIsReplacedAsByRe2(String regex, String replacement, String path, String expected) {
        var rewriter = PathRewriter.of(new PathRewrite.Regex(regex, replacement));

        assertThat(rewriter.apply(path)).isEqualTo(expected.startsWith("/") ? expected : "/" + expected);
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() {
        var rewriter = PathRewriter.of(new PathRewrite.Regex("a", "b"));
        byte[] path = {'/', 'a', (byte) 0xff, (byte) 0xc3, 'a'};

        assertThat(rewriter.replacement(path, 0, path.length)).containsExactly('/', 'b', (byte) 0xff, (byte) 0xc3, 'b');
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\2", "a\\", "\\x", "\\9"})
    void aSubstitutionThatMeansNothingIsRefused(String replacement) {
        var rewrite = new PathRewrite.Regex("(a)", replacement);

        assertThatThrownBy(() -> PathRewriter.of(rewrite))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(replacement)
                .hasMessageContaining("a group of 0..1");
    }

    /// An expression that takes a backtracking engine longer than anybody waits.
    @Test
    void aHostilePathTakesLinearTime() {
        var rewriter = PathRewriter.of(new PathRewrite.Regex("(a*)*b", "x"));
        var path = ("/" + "a".repeat(8_000)).getBytes(StandardCharsets.US_ASCII);

        assertThat(rewriter.replacement(path, 0, path.length)).isEqualTo(path);
    }
}

package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectLocationTest {

    private static String location(
            @Nullable String scheme, @Nullable String authority, int port, @Nullable PathRewrite path, String url) {
        var redirect = new RouteAction.Redirect(301, scheme, authority, port, path, HeaderEdits.NONE);
        return new String(RedirectLocation.of(redirect).of(Tables.get(url)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "scheme {0}, authority {1}, port {2}: {3} to {4}")
    @CsvSource({
        "     ,          , 8080, http://a.test/x?q=1,      http://a.test:8080/x?q=1",
        "     ,          , 8080, http://a.test:90/x,       http://a.test:8080/x",
        "     ,          , 80,   http://a.test/x,          http://a.test/x",
        "     ,          , 80,   http://a.test:90/x,       http://a.test:90/x",
        "     ,          , 443,  http://a.test/x,          http://a.test:443/x",
        "     , b.test   , 0,    http://a.test:90/x?,      http://b.test/x?",
        "     , b.test:1 , 0,    http://a.test:90/x,       http://b.test:1/x",
        "     , b.test   , 81,   http://a.test:90/x,       http://b.test:81/x",
        "https,          , 0,    http://a.test/x,          https://a.test/x",
        "https,          , 0,    http://a.test:80/x,       https://a.test/x",
        "https,          , 0,    http://a.test:90/x,       https://a.test:90/x",
        "https,          , 443,  http://a.test:80/x,       https://a.test/x",
        "https,          , 8443, http://a.test:80/x,       https://a.test:8443/x",
        "http ,          , 0,    http://a.test:80/x,       http://a.test:80/x",
        "http ,          , 0,    https://a.test:443/x,     http://a.test/x",
        "     ,          , 8080, http://[::1]/x,           http://[::1]:8080/x",
        "     ,          , 8080, http://[::1]:90/x,        http://[::1]:8080/x",
        "https,          , 0,    http://[::1]:80/x,        https://[::1]/x"
    })
    void whatIsNotGivenComesFromTheRequest(
            @Nullable String scheme, @Nullable String authority, int port, String url, String expected) {
        assertThat(location(scheme, authority, port, null, url)).isEqualTo(expected);
    }

    @Test
    void theQueryIsKeptUnlessTheNewPathHasOne() {
        assertThat(location(null, null, 0, new PathRewrite.Whole("/new"), "http://a.test/x/y?q=1"))
                .isEqualTo("http://a.test/new?q=1");
        assertThat(location(null, null, 0, new PathRewrite.Whole("/new?own"), "http://a.test/x/y?q=1"))
                .isEqualTo("http://a.test/new?own");
    }

    @Test
    void aPrefixIsSwappedLiterally() {
        assertThat(location(null, null, 0, new PathRewrite.Prefix("/foo", "/"), "http://a.test/foo/baz?q"))
                .isEqualTo("http://a.test//baz?q");
        assertThat(location(null, null, 0, new PathRewrite.Prefix("/foo", "/bar"), "http://a.test/foobaz"))
                .isEqualTo("http://a.test/barbaz");
    }

    @Test
    void noPathCanBecomePartOfTheHost() {
        assertThat(location(null, null, 0, new PathRewrite.Prefix("/foo", ".evil"), "http://a.test/foo/"))
                .isEqualTo("http://a.test/.evil/");
        assertThat(location(null, null, 0, new PathRewrite.Prefix("/foo/", ""), "http://a.test/foo/.evil"))
                .isEqualTo("http://a.test/.evil");
    }
}

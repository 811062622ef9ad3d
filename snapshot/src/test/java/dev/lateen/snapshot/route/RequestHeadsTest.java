package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadsTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.test/x?y=z,        http,  a.test,    /x,  y=z",
        "HTTPS://a.test:8443,        https, a.test:8443, /,",
        "a.test/x,                   http,  a.test,    /x,",
        "a.test?q,                   http,  a.test,    /,   q",
        "http://a.test/x#frag?no,    http,  a.test,    /x,",
        "http://[::1]:80/../x,       http,  [::1]:80,  /x,",
        "a.test/r?to=http://b.test/, http,  a.test,    /r,  to=http://b.test/",
        "http://a.test/x?,           http,  a.test,    /x,  ''"
    })
    void urlsAreTakenApart(String url, String scheme, String authority, String path, String query) {
        var request = Decision.Request.of(RequestHeads.of("GET", url, List.of()));
        assertThat(request.scheme()).isEqualTo(scheme);
        assertThat(request.authority()).isEqualTo(authority);
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
    }

    @Test
    void hostHeaderWinsAndIsEnoughForAPath() {
        var headers = List.of(Map.entry("HOST", "b.test"), Map.entry("x", "y"));
        assertThat(Decision.Request.of(RequestHeads.of("GET", "http://127.0.0.1:80/a", headers))
                        .host())
                .isEqualTo("b.test");
        var head = RequestHeads.of("GET", "/a", headers);
        assertThat(Ascii.text(head.bytes(), head.authority())).isEqualTo("b.test");
        assertThat(head.headerCount()).isEqualTo(2);
        assertThat(Ascii.text(head.bytes(), head.headerName(1))).isEqualTo("x");
        assertThat(Ascii.text(head.bytes(), head.headerValue(1))).isEqualTo("y");
    }

    @Test
    void badUrlsAreNamed() {
        assertThatThrownBy(() -> RequestHeads.of("GET", "ftp://a/", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("url: \"ftp://a/\" (expected: scheme http or https)");
        assertThatThrownBy(() -> RequestHeads.of("GET", "/a", List.of()))
                .hasMessage("url: \"/a\" (expected: a host in it or in a Host header)");
    }
}

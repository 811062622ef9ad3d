package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.exact;
import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.header;
import static dev.lateen.snapshot.route.Tables.matched;
import static dev.lateen.snapshot.route.Tables.path;
import static dev.lateen.snapshot.route.Tables.pathIgnoringCase;
import static dev.lateen.snapshot.route.Tables.prefix;
import static dev.lateen.snapshot.route.Tables.present;
import static dev.lateen.snapshot.route.Tables.query;
import static dev.lateen.snapshot.route.Tables.regex;
import static dev.lateen.snapshot.route.Tables.request;
import static dev.lateen.snapshot.route.Tables.routes;
import static dev.lateen.snapshot.route.Tables.takes;
import static dev.lateen.snapshot.route.Tables.withoutHeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.StringMatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

    @ParameterizedTest
    @CsvSource({
        "exact,  /foo,     /foo,        true",
        "exact,  /foo,     /foo?a=b,    true",
        "exact,  /foo,     /foo/,       false",
        "exact,  /foo,     /Foo,        false",
        "exact,  /foo,     /x/../foo,   true",
        "prefix, /foo,     /foobar,     true",
        "prefix, /foo,     /foo/bar,    true",
        "prefix, /foo,     /fo,         false",
        "prefix, '',       /anything,   true",
        "prefix, /foo,     /FOO,        false",
        "prefix, /a/,      //a/,        false",
        "prefix, /admin,   /x/%2e%2e/admin/y, true",
        "regex,  /v[0-9]+, /v12,        true",
        "regex,  /v[0-9]+, /v12/x,      false",
        "regex,  /v[0-9]+, /x/v12,      false",
        "regex,  /a|/ab,   /ab,         true",
        "regex,  (?i)/foo, /FOO,        true",
        "regex,  .*,       /any?q,      true"
    })
    void pathConditions(String kind, String value, String target, boolean expected) {
        assertThat(takes(path(of(kind, value)), get("http://h" + target))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "exact,  /Foo, /fOO,    true",
        "exact,  /Foo, /fOOx,   false",
        "prefix, /Foo, /fOO/X,  true",
        "prefix, /Foo, /fO,     false",
        "regex,  /foo, /FOO,    false"
    })
    void ignoreUriCaseIsForExactAndPrefixOnly(String kind, String value, String target, boolean expected) {
        assertThat(takes(pathIgnoringCase(of(kind, value)), get("http://h" + target)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "exact,   jason,  'x-user: jason',              true",
        "exact,   jason,  'X-USER: jason',              true",
        "exact,   jason,  'x-user: Jason',              false",
        "exact,   jason,  'x-use: jason',               false",
        "prefix,  ja,     'x-user: jason',              true",
        "prefix,  ja,     'x-user: j',                  false",
        "regex,   ja.*,   'x-user: jason',              true",
        "regex,   as,     'x-user: jason',              false",
        "regex,   .*,     'other: jason',               false",
        "present, '',     'x-user: ',                   true",
        "present, '',     'x-users: a',                 false",
        "exact,   '',     'x-user: ',                   true",
        "exact,   '',     'other: ',                    false",
        "exact,   'a,b',  'x-user: a|x: y|X-User: b',   true",
        "exact,   a,      'x-user: a|x-user: b',        false",
        "prefix,  'a,b,', 'x-user: a|x-user: b|x-user: c', true",
        "regex,   '.*b',  'x-user: a|x-user: b',        true",
        "present, '',     'x-user: a|x-user: b',        true"
    })
    void headerConditions(String kind, String value, String headers, boolean expected) {
        assertThat(takes(header("x-user", of(kind, value)), get("http://h/", headers.split("\\|"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "exact,   jason, 'x-user: jason',       false",
        "exact,   jason, 'x-user: other',       true",
        "exact,   jason, 'other: x',            true",
        "exact,   '',    'other: x',            false",
        "regex,   .*,    'other: x',            false",
        "regex,   .+,    'other: x',            true",
        "regex,   .*,    'x-user: a',           false",
        "prefix,  '',    'other: x',            false",
        "prefix,  j,     'x-user: mary',        true",
        "present, '',    'other: x',            true",
        "present, '',    'x-user: a',           false",
        "present, '',    'x-user: ',            false",
        "exact,   'a,b', 'x-user: a|x-user: b', false",
        "exact,   a,     'x-user: a|x-user: b', true"
    })
    void withoutHeadersTakesAMissingHeaderAsEmpty(String kind, String value, String headers, boolean expected) {
        assertThat(takes(withoutHeader("x-user", of(kind, value)), get("http://h/", headers.split("\\|"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "exact,   b,     '?a=b',          true",
        "exact,   b,     '?x=y&a=b',      true",
        "exact,   b,     '?a=c&a=b',      false",
        "exact,   c,     '?a=c&a=b',      true",
        "exact,   '',    '?a',            true",
        "exact,   '',    '?a=',           true",
        "exact,   '',    '?x&a&y=1',      true",
        "exact,   '',    '?b',            false",
        "exact,   '',    '',              false",
        "exact,   b,     '?A=b',          false",
        "exact,   b,     '?aa=b',         false",
        "exact,   b=c,   '?a=b=c',        true",
        "exact,   b,     '?a=%62',        false",
        "exact,   %62,   '?a=%62',        true",
        "exact,   b,     '?&&a=b&',       true",
        "exact,   b,     '?x?a=b',        false",
        "prefix,  v,     '?a=v2',         true",
        "prefix,  v,     '?a=',           false",
        "regex,   v[12], '?a=v2',         true",
        "regex,   v[12], '?a=v22',        false",
        "present, '',    '?a',            true",
        "present, '',    '?b=a',          false"
    })
    void queryConditionsLookAtTheFirstOccurrenceAsSent(String kind, String value, String query, boolean expected) {
        assertThat(takes(query("a", of(kind, value)), get("http://h/" + query))).isEqualTo(expected);
    }

    @Test
    void schemeMethodAndAuthorityConditions() {
        var post = new RouteMatch(null, false, null, exact("POST"), null, List.of(), List.of());
        assertThat(takes(post, request("POST", "http://h/"))).isTrue();
        assertThat(takes(post, request("post", "http://h/"))).isFalse();
        var https = new RouteMatch(null, false, exact("https"), null, null, List.of(), List.of());
        assertThat(takes(https, get("https://h/"))).isTrue();
        assertThat(takes(https, get("http://h/"))).isFalse();
        var authority = new RouteMatch(null, false, null, null, exact("Host:8080"), List.of(), List.of());
        assertThat(takes(authority, get("http://Host:8080/"))).isTrue();
        assertThat(takes(authority, get("http://host:8080/"))).isFalse();
        assertThat(takes(authority, get("http://Host/"))).isFalse();
    }

    @Test
    void pseudoHeadersAndHostNameTheRequestsFields() {
        var head = request("PUT", "https://h:1/a/../b?c=d");
        assertThat(takes(header(":method", exact("PUT")), head)).isTrue();
        assertThat(takes(header(":scheme", exact("https")), head)).isTrue();
        assertThat(takes(header(":authority", exact("h:1")), head)).isTrue();
        assertThat(takes(header("host", exact("h:1")), head)).isTrue();
        assertThat(takes(header(":path", exact("/b?c=d")), head)).isTrue();
        assertThat(takes(header(":path", exact("/b")), get("http://h/b"))).isTrue();
        assertThat(takes(withoutHeader(":method", exact("PUT")), head)).isFalse();
    }

    @Test
    void allConditionsMustHoldAndTheFirstMatchWins() {
        // Given
        var both = new RouteMatch(
                prefix("/api"),
                false,
                null,
                exact("GET"),
                null,
                List.of(new RouteMatch.NamedMatch("x-user", exact("jason"), false)),
                List.of(new RouteMatch.NamedMatch("v", exact("2"), false)));
        var table = routes(both, path(prefix("/api")), RouteMatch.ANY);

        // Then
        assertThat(matched(table, get("http://h/api?v=2", "x-user: jason"))).isEqualTo("r0");
        assertThat(matched(table, get("http://h/api?v=1", "x-user: jason"))).isEqualTo("r1");
        assertThat(matched(table, request("PUT", "http://h/api?v=2", "x-user: jason")))
                .isEqualTo("r1");
        assertThat(matched(table, get("http://h/other"))).isEqualTo("r2");
    }

    @Test
    void regexIsRe2AndLinear() {
        assertThatThrownBy(() -> routes(path(regex("/(?=x)"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("regex \"/(?=x)\" (expected: RE2 syntax)")
                .hasMessageContaining("VirtualService default/httpbin httpbin.yaml:12")
                .hasMessageContaining("virtual host *:80 of route configuration http.8080");
        assertThatThrownBy(() -> routes(header("a", regex("(a)\\1")))).hasMessageContaining("RE2 syntax");
        assertThat(takes(path(regex("/(a*)*b")), get("http://h/" + "a".repeat(5_000))))
                .isFalse();
    }

    @Test
    void regexSeesCharactersAndNoOverlongEncodings() {
        assertThat(takes(path(regex("/caf.")), get("http://h/café"))).isTrue();
        // Given 0xC1 0x81, an overlong A
        var head = new ReplacedBytes(get("http://h/XY"), new byte[] {(byte) 0xc1, (byte) 0x81});
        assertThat(takes(path(regex("/A")), head)).isFalse();
    }

    private static StringMatch of(String kind, String value) {
        return switch (kind) {
            case "exact" -> exact(value);
            case "prefix" -> prefix(value);
            case "regex" -> regex(value);
            case "present" -> present();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /// A head whose path is `/` and then bytes that no string gives.
    private record ReplacedBytes(RequestHead head, byte[] tail) implements RequestHead {

        @Override
        public byte[] bytes() {
            var bytes = head.bytes().clone();
            System.arraycopy(tail, 0, bytes, RequestHead.start(head.path()) + 1, tail.length);
            return bytes;
        }

        @Override
        public long method() {
            return head.method();
        }

        @Override
        public long scheme() {
            return head.scheme();
        }

        @Override
        public long authority() {
            return head.authority();
        }

        @Override
        public long path() {
            return head.path();
        }

        @Override
        public long query() {
            return head.query();
        }

        @Override
        public int headerCount() {
            return head.headerCount();
        }

        @Override
        public long headerName(int index) {
            return head.headerName(index);
        }

        @Override
        public long headerValue(int index) {
            return head.headerValue(index);
        }
    }
}

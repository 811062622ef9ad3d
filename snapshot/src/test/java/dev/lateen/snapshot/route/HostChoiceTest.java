package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.hosts;
import static dev.lateen.snapshot.route.Tables.matched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostChoiceTest {

    private static final RouteTable TABLE = hosts(
            List.of("*"),
            List.of("*.example.com"),
            List.of("*.b.example.com"),
            List.of("a.example.com", "alias.test"),
            List.of("*-bar.foo.com"),
            List.of("*baz.net"),
            List.of("[2001:db8::1]"),
            List.of("10.0.0.1"),
            List.of("httpbin.default.svc.cluster.local"));

    @ParameterizedTest
    @CsvSource({
        "a.example.com, a.example.com",
        "A.EXAMPLE.com, a.example.com",
        "a.example.com:8080, a.example.com",
        "a.example.com., a.example.com",
        "a.example.com.:80, a.example.com",
        "a.example.com:, a.example.com",
        "alias.test, a.example.com",
        "b.example.com, *.example.com",
        "x.y.EXAMPLE.com:1, *.example.com",
        "c.b.example.com, *.b.example.com",
        "c.d.b.example.com, *.b.example.com",
        "example.com, *",
        ".example.com, *",
        "x.example.com, *.example.com",
        "x-bar.foo.com, *-bar.foo.com",
        "-bar.foo.com, *",
        "bar.foo.com, *",
        "foobaz.net, *baz.net",
        "x.baz.net, *baz.net",
        "baz.net, *",
        "[2001:db8::1], [2001:db8::1]",
        "[2001:DB8::1]:8443, [2001:db8::1]",
        "2001:db8::1, [2001:db8::1]",
        "[2001:db8::2]:80, *",
        "10.0.0.1:15, 10.0.0.1",
        "10.0.0.1, 10.0.0.1",
        "10.0.0.11, *",
        "httpbin.default.svc.cluster.local:8000, httpbin.default.svc.cluster.local",
        "httpbin.default.svc.cluster.local:port, *",
        "com, *"
    })
    void mostSpecificDomainTakesTheRequest(String host, String expected) {
        assertThat(matched(TABLE, get("/", "Host: " + host))).isEqualTo(expected);
    }

    @Test
    void unknownHostHasNoRouteWithoutCatchAll() {
        var table = hosts(List.of("a.test"), List.of("*.b.test"));
        assertThat(table.match(get("http://c.test/"))).isNull();
        assertThat(table.match(get("http://b.test/"))).isNull();
        assertThat(table.explain(get("http://c.test/")).outcome()).isInstanceOf(Decision.NoVirtualHost.class);
    }

    @Test
    void missingAuthorityGoesToCatchAllOnly() {
        assertThat(matched(TABLE, new NoAuthority())).isEqualTo("*");
        assertThat(hosts(List.of("*.test"), List.of("a.test")).match(new NoAuthority()))
                .isNull();
    }

    @Test
    void noFallbackToALessSpecificHost() {
        // Given a specific host whose only route does not match
        var table = Tables.table(
                Tables.host(List.of("*"), List.of(Tables.route("any", RouteMatch.ANY, 0))),
                Tables.host(List.of("a.test"), List.of(Tables.route("x", Tables.path(Tables.exact("/x")), 0))));

        // Then
        assertThat(matched(table, get("http://a.test/x"))).isEqualTo("x");
        assertThat(table.match(get("http://a.test/y"))).isNull();
        assertThat(table.explain(get("http://a.test/y")).outcome()).isInstanceOf(Decision.NoRoute.class);
        assertThat(matched(table, get("http://b.test/y"))).isEqualTo("any");
    }

    @Test
    void domainInTwoVirtualHostsIsRejected() {
        assertThatThrownBy(() -> hosts(List.of("a.test"), List.of("b.test", "A.test")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("domain: \"A.test\" (expected: in one virtual host only)")
                .hasMessageContaining("a.test:80 and b.test:80 of route configuration http.8080");
        assertThatThrownBy(() -> hosts(List.of("*"), List.of("*"))).hasMessageContaining("\"*\"");
        assertThatThrownBy(() -> hosts(List.of("*.a"), List.of("*.a"))).hasMessageContaining("\"*.a\"");
        assertThatThrownBy(() -> hosts(List.of("a.*.test"))).hasMessageContaining("a.*.test");
    }

    @Test
    void indexAgreesWithALinearSearch() {
        // Given some hundred random domains over a small alphabet, so that many overlap
        var random = new SplittableRandom(7);
        var domains = random.ints(400, 0, Integer.MAX_VALUE)
                .mapToObj(n -> (n % 3 == 0 ? "*" : "") + name(new SplittableRandom(n), 6))
                .distinct()
                .toList();
        var hosts = IntStream.range(0, domains.size())
                .mapToObj(i -> new VirtualHost(
                        "h" + i,
                        List.of(domains.get(i)),
                        List.of(Tables.route(domains.get(i), RouteMatch.ANY, 0)),
                        List.of()))
                .toList();
        var table = RouteTable.of(new RouteConfig("x", 80, hosts));

        // When
        var wrong = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            var host = name(random, 8);
            if (!Objects.equals(matched(table, get("/", "Host: " + host)), linear(domains, host))) {
                wrong.add(host);
            }
        }

        // Then
        assertThat(wrong).isEmpty();
    }

    private static String name(SplittableRandom random, int longest) {
        var name = new StringBuilder();
        for (int length = random.nextInt(1, longest + 1); length > 0; length--) {
            name.append("ab-".charAt(random.nextInt(3)));
        }
        return name.toString();
    }

    private static @Nullable String linear(List<String> domains, String host) {
        if (domains.contains(host)) {
            return host;
        }
        String best = null;
        for (var domain : domains) {
            if (domain.startsWith("*")
                    && host.length() > domain.length() - 1
                    && host.endsWith(domain.substring(1).toLowerCase(Locale.ROOT))
                    && (best == null || best.length() < domain.length())) {
                best = domain;
            }
        }
        return best;
    }

    private static final class NoAuthority implements RequestHead {

        private final RequestHead head = get("http://unused/");

        @Override
        public byte[] bytes() {
            return head.bytes();
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
            return ABSENT;
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
            return 0;
        }

        @Override
        public long headerName(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public long headerValue(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }
}

package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.exact;
import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.header;
import static dev.lateen.snapshot.route.Tables.matched;
import static dev.lateen.snapshot.route.Tables.prefix;
import static dev.lateen.snapshot.route.Tables.regex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.RouteMatch.NamedMatch;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteIndexTest {

    @Test
    void earlierRuleWinsWhateverItsKind() {
        // Given more routes than a short list has
        var fillers = IntStream.range(0, 20).mapToObj(i -> Tables.path(exact("/filler" + i)));
        var routes = new ArrayList<>(fillers.toList());
        routes.add(header("x-first", exact("y")));
        routes.add(Tables.path(prefix("/a/b")));
        routes.add(Tables.path(exact("/a/b/c")));
        routes.add(Tables.path(prefix("/a")));
        routes.add(Tables.path(regex("/a/.*|/")));
        routes.add(Tables.path(prefix("")));
        var table = Tables.routes(routes.toArray(RouteMatch[]::new));

        // Then
        assertThat(matched(table, get("http://h/filler7"))).isEqualTo("r7");
        assertThat(matched(table, get("http://h/a/b/c", "x-first: y"))).isEqualTo("r20");
        assertThat(matched(table, get("http://h/a/b/c"))).isEqualTo("r21");
        assertThat(matched(table, get("http://h/ax"))).isEqualTo("r23");
        assertThat(matched(table, get("http://h/"))).isEqualTo("r24");
        assertThat(matched(table, get("http://h/z"))).isEqualTo("r25");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void indexAgreesWithTryingEachRuleInOrder(long seed) {
        // Given random routes over few paths, so that many of them compete
        var random = new SplittableRandom(seed);
        var matches = IntStream.range(0, random.nextInt(1, 60))
                .mapToObj(_ -> match(random))
                .toArray(RouteMatch[]::new);
        var table = Tables.routes(matches);

        // Then
        for (int i = 0; i < 2_000; i++) {
            var head = get("http://h" + path(random), random.nextBoolean() ? "x: 1" : "x: 2");
            assertThat(matched(table, head)).as("%s", path(random)).isEqualTo(explained(table, head));
        }
    }

    @Test
    void equalPathsOfDifferentHostsLeadToTheirOwnRoutes() {
        // Given hosts that differ in what they are found by: paths in common tables, one after the other, or not at all
        var hosts = IntStream.range(0, 50)
                .mapToObj(host -> Tables.host(
                        List.of("h" + host),
                        IntStream.range(0, host % 3 == 0 ? 4 : 20)
                                .mapToObj(i -> Tables.route(
                                        host + "-" + i,
                                        Tables.path(i % 2 == 0 ? prefix("/p" + i + "/") : exact("/p" + i)),
                                        i))
                                .toList()))
                .toArray(VirtualHost[]::new);
        var table = Tables.table(hosts);

        // Then
        for (int host = 0; host < hosts.length; host++) {
            var name = "http://h" + host;
            assertThat(matched(table, get(name + "/p2/x"))).isEqualTo(host + "-2");
            assertThat(matched(table, get(name + "/p3"))).isEqualTo(host + "-3");
            assertThat(matched(table, get(name + "/p3/x"))).isNull();
            assertThat(matched(table, get(name + "/p18/"))).isEqualTo(host % 3 == 0 ? null : host + "-18");
        }
    }

    private static @Nullable String explained(RouteTable table, RequestHead head) {
        return table.explain(head).outcome() instanceof Decision.Forwarded forwarded ? forwarded.route() : null;
    }

    private static RouteMatch match(SplittableRandom random) {
        var headers = random.nextInt(3) == 0
                ? List.of(new NamedMatch("x", exact(random.nextBoolean() ? "1" : "2"), false))
                : List.<NamedMatch>of();
        return new RouteMatch(value(random), random.nextInt(5) == 0, null, null, null, headers, List.of());
    }

    private static @Nullable StringMatch value(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> regex("/[ab]+");
            case 1 -> random.nextInt(4) == 0 ? null : prefix("/B");
            case 2, 3, 4, 5 -> prefix(path(random));
            default -> exact(path(random));
        };
    }

    private static String path(SplittableRandom random) {
        var path = new StringBuilder("/");
        for (int length = random.nextInt(5); length > 0; length--) {
            path.append("ab/B".charAt(random.nextInt(4)));
        }
        return path.toString();
    }
}

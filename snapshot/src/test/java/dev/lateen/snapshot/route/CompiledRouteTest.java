package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.exact;
import static dev.lateen.snapshot.route.Tables.forward;
import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.header;
import static dev.lateen.snapshot.route.Tables.host;
import static dev.lateen.snapshot.route.Tables.origin;
import static dev.lateen.snapshot.route.Tables.route;
import static dev.lateen.snapshot.route.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledRouteTest {

    @Test
    void oneDestinationNeedsNoScheduleWhateverItsWeight() {
        assertThat(compiled(RouteMatch.ANY, 0, forward("a", 0)).schedule()).isNull();
        assertThat(compiled(RouteMatch.ANY, 0, forward("a", 90, "b", 10))
                        .schedule()
                        .length())
                .isEqualTo(10);
        assertThat(compiled(RouteMatch.ANY, 0, forward("a", 1, "b", 0))
                        .schedule()
                        .length())
                .isEqualTo(1);
    }

    @Test
    void numbersRunThroughAllHostsOfATable() {
        // Given
        var one =
                host(List.of("a.test"), List.of(route("first", RouteMatch.ANY, 0), route("unseen", RouteMatch.ANY, 1)));
        var other = host(List.of("b.test"), List.of(route("last", RouteMatch.ANY, 0)));
        var table = table(one, other);

        // Then
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.match(get("http://a.test/")).number()).isZero();
        assertThat(table.match(get("http://b.test/")).number()).isEqualTo(2);
    }

    @Test
    void equalWeightsShareASchedule() {
        var one = new Route("r", RouteMatch.ANY, forward("a", 90, "b", 10), origin(0));
        var other = new Route("r", RouteMatch.ANY, forward("c", 90, "d", 10), origin(1));
        var table = table(host(List.of("a.test"), List.of(one)), host(List.of("b.test"), List.of(other)));
        assertThat(table.match(get("http://a.test/")).schedule())
                .isSameAs(table.match(get("http://b.test/")).schedule());
    }

    @Test
    void keyFollowsRuleDestinationsAndWeightsButNotTheMatch() {
        var key = compiled(RouteMatch.ANY, 0, forward("a", 90, "b", 10)).key();
        assertThat(compiled(header("x", exact("y")), 0, forward("a", 90, "b", 10))
                        .key())
                .isEqualTo(key);
        assertThat(compiled(RouteMatch.ANY, 1, forward("a", 90, "b", 10)).key()).isNotEqualTo(key);
        assertThat(compiled(RouteMatch.ANY, 0, forward("a", 80, "b", 20)).key()).isNotEqualTo(key);
        assertThat(compiled(RouteMatch.ANY, 0, forward("a", 90, "c", 10)).key()).isNotEqualTo(key);
    }

    @Test
    void routesThatCannotWorkAreNamed() {
        assertThatThrownBy(() -> compiled(RouteMatch.ANY, 0, forward("a", 0, "b", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weights: [0, 0] (expected: at least one above 0) in VirtualService default/httpbin"
                        + " httpbin.yaml:12, virtual host *:80 of route configuration http.8080");
        assertThatThrownBy(() -> compiled(RouteMatch.ANY, 0, forward()))
                .hasMessageContaining("destinations: none (expected: at least one)");
    }

    private static CompiledRoute compiled(RouteMatch match, int rule, RouteAction action) {
        var table = Tables.table(Tables.host(List.of("*"), List.of(new Route("r", match, action, origin(rule)))));
        var route = table.match(get("http://h/", "x: y"));
        assertThat(route).isNotNull();
        assertThat(route.virtualHost().name()).isEqualTo("*:80");
        return route;
    }
}

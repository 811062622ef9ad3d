package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.exact;
import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.header;
import static dev.lateen.snapshot.route.Tables.path;
import static dev.lateen.snapshot.route.Tables.pathIgnoringCase;
import static dev.lateen.snapshot.route.Tables.prefix;
import static dev.lateen.snapshot.route.Tables.present;
import static dev.lateen.snapshot.route.Tables.query;
import static dev.lateen.snapshot.route.Tables.withoutHeader;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteMatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllocationTest {

    private static final int MATCHES = 100_000;

    @Test
    void matchingAllocatesNothingWithoutRegexAndJoinedHeaders() {
        // Given a table whose last route matches, behind every kind of plain condition
        var matches = List.of(
                path(exact("/a")),
                pathIgnoringCase(prefix("/B")),
                header("x-user", exact("mary")),
                header("x-none", present()),
                withoutHeader("x-user", prefix("j")),
                query("v", exact("1")),
                header(":method", exact("POST")),
                RouteMatch.ANY);
        var routes = new ArrayList<Route>();
        for (var match : matches) {
            routes.add(Tables.route("r" + routes.size(), match, routes.size()));
        }
        var table = Tables.table(
                Tables.host(List.of("other.test", "*.example.com"), routes), Tables.host(List.of("*"), List.of()));
        var head = get("http://api.EXAMPLE.com:8080/path?x=y&v=2", "X-User: jason", "Accept: */*");
        assertThat(run(table, head, MATCHES)).isEqualTo(MATCHES);

        // When
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int found = run(table, head, MATCHES);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // Then
        assertThat(found).isEqualTo(MATCHES);
        assertThat(allocated).as("bytes in %d matches", MATCHES).isLessThan(MATCHES / 10);
    }

    private static int run(RouteTable table, RequestHead head, int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            var route = table.match(head);
            if (route != null && route.route().name().equals("r7")) {
                found++;
            }
        }
        return found;
    }
}

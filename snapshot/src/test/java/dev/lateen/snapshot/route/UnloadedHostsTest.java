package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnloadedHostsTest {

    private static final String A = "a.default.svc.cluster.local";
    private static final String B = "b.other.svc.cluster.local";

    @ParameterizedTest
    @CsvSource(textBlock = """
            a                           | a.default.svc.cluster.local
            A.Default                   | a.default.svc.cluster.local
            a.default.svc               | a.default.svc.cluster.local
            a.default.svc.cluster.local.| a.default.svc.cluster.local
            a:8000                      | a.default.svc.cluster.local
            b.other                     | b.other.svc.cluster.local
            10.0.0.1:80                 | 10.0.0.1
            [fd00::1]:80                | fd00::1
            b                           |
            a.default.svc.cluster       |
            a.other                     |
            x.default                   |
            c                           |
            svc.cluster.local           |
            """, delimiter = '|')
    void everyNameOfAHostFindsIt(String authority, String host) {
        assertThat(table(true, "*").unloaded(RequestHeads.of("GET", "http://" + authority + "/", List.of())))
                .isEqualTo(host);
    }

    @Test
    void aDomainThatIsThereDecidesAndAWildcardDoesNot() {
        var wildcard = table(true, "*.default");
        assertThat(wildcard.match(head("a.default"))).isNull();
        assertThat(wildcard.match(head("x.default"))).isNull(); // no route, but its virtual host
        assertThat(wildcard.explain(head("x.default")).outcome()).isEqualTo(new Decision.NoRoute());
        assertThat(wildcard.explain(head("a.default")).outcome()).isEqualTo(new Decision.Demanded(A));
        var exact = table(true, "a.default");
        assertThat(exact.unloaded(head("a.default"))).isNull();
        assertThat(exact.explain(head("a.default")).outcome()).isEqualTo(new Decision.NoRoute());
        assertThat(DecisionText.render(wildcard.explain(head("a")))).contains("the mesh knows \"" + A + "\"");
    }

    @Test
    void onlyAnApplicationsOwnRequestsLoadHosts() {
        assertThat(table(false, "*").unloaded(head("a"))).isNull();
    }

    @Test
    void amongThousandsEachIsFound() {
        var hosts = new ArrayList<>(IntStream.range(0, 5_000)
                .mapToObj(i -> "s" + i + ".default.svc.cluster.local")
                .toList());
        var table = table(true, new OnDemand("default", hosts, List.of(hosts.get(7))), "*");
        for (int i = 0; i < hosts.size(); i++) {
            assertThat(table.unloaded(head("s" + i))).isEqualTo(i == 7 ? null : hosts.get(i));
        }
        assertThat(table.unloaded(head("s5000"))).isNull();
    }

    private static RequestHead head(String authority) {
        return RequestHeads.of("GET", "http://" + authority + "/", List.of());
    }

    private static RouteTable table(boolean outbound, String domain) {
        var hosts = List.of("10.0.0.1", A, B, "c.default.svc.cluster.local", "fd00::1");
        return table(outbound, new OnDemand("default", hosts, List.of("c.default.svc.cluster.local")), domain);
    }

    private static RouteTable table(boolean outbound, OnDemand onDemand, String domain) {
        var config = new RouteConfig("80", 80, List.of(new VirtualHost("v", List.of(domain), List.of(), List.of())));
        var kind = outbound ? Listener.Kind.OUTBOUND : Listener.Kind.INBOUND;
        var listener = new Listener("l", "127.0.0.1", 15001, kind, List.of("80"), List.of());
        var snapshot = new Snapshot(List.of(listener), List.of(config), List.of(), onDemand);
        return RouteTable.of(config, UnloadedHosts.NONE.next(snapshot));
    }
}

package dev.lateen.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.cli.resource.ResourceFiles;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.MeshState;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectTest {

    @Test
    void hostsAreLoadedOrKnown() {
        var onDemand = new OnDemand("default", List.of("a", "b"), List.of("b"));
        var snapshot = new Snapshot(List.of(), List.of(), List.of(), onDemand);
        assertThat(ProxyTables.hosts(snapshot).lines()).anyMatch(line -> line.matches("a +KNOWN"));
        assertThat(ProxyTables.hosts(snapshot).lines()).anyMatch(line -> line.matches("b +LOADED"));
    }

    private static Snapshot gateway() {
        var files = ResourceFiles.read(List.of("src/main/resources/guide"), "default");
        var node = new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                "gw",
                Map.of("istio", "ingressgateway"),
                List.of(),
                0,
                Map.of());
        return Compiler.compile(MeshState.of(files.resources()), node).snapshot();
    }

    private static ProxyStatus proxy(String name, @Nullable String acked, @Nullable String error) {
        return new ProxyStatus(
                name + ".default",
                ProxyNode.Role.SIDECAR,
                "default",
                name,
                true,
                "abc",
                "7",
                acked,
                acked == null ? null : "7",
                error,
                "2026-01-01T00:00:00Z");
    }

    @Test
    void guideIsShownWithTheColumnsOfIstioctl() {
        assertThat(ProxyTables.routes(gateway()).lines())
                .containsExactly(
                        "NAME        VHOST NAME   DOMAINS   MATCH                 VIRTUAL SERVICE",
                        "http.8080   *:80         *         /* x-test-header=v2   httpbin-virtualservice.default",
                        "http.8080   *:80         *         /*                    httpbin-virtualservice.default");
        assertThat(ProxyTables.listeners(gateway()).lines())
                .containsExactly(
                        "ADDRESSES   PORT   MATCH   DESTINATION", "127.0.0.1   8080   ALL     Route: http.8080");
        assertThat(ProxyTables.clusters(gateway()).lines()).hasSize(3);
    }

    @Test
    void endpointsShowWhatTheProxyKnowsOfThem() {
        var cluster = new Cluster(
                "c",
                new Cluster.ServiceRef("a", "a", "a"),
                80,
                null,
                Cluster.LoadBalancing.RANDOM,
                1,
                1,
                List.of(
                        new Endpoint("10.0.0.1", 80, 1, false, WorkloadRef.UNKNOWN),
                        new Endpoint("10.0.0.2", 80, 1, false, WorkloadRef.UNKNOWN)),
                null);
        var snapshot = new Snapshot(List.of(), List.of(), List.of(cluster));

        assertThat(ProxyTables.endpoints(snapshot, Optional.of(Set.of("c 10.0.0.2:80")))
                        .lines())
                .containsExactly(
                        "ENDPOINT      STATUS    OUTLIER CHECK   CLUSTER",
                        "10.0.0.1:80   HEALTHY   OK              c",
                        "10.0.0.2:80   HEALTHY   FAILED          c");
        assertThat(ProxyTables.endpoints(snapshot, Optional.empty()).lines())
                .contains("10.0.0.1:80   HEALTHY   -               c");
    }

    @Test
    void chainsAreShownByWhatTheirClientsAskFor() {
        var origin = new Origin("VirtualService", "default", "vs", 0, -1, null, 0);
        var a = new TcpRoute("vs.default", List.of(new TcpRoute.Destination("outbound|443||a.com", 1)), origin);
        var both = new TcpRoute(
                "vs.default",
                List.of(
                        new TcpRoute.Destination("outbound|443||a.com", 90),
                        new TcpRoute.Destination("outbound|443||b.com", 10)),
                origin);
        var chains = List.of(
                new FilterChain("one", List.of("a.com", "*.b.com"), null, null, a, List.of()),
                new FilterChain("two", List.of(), null, null, both, List.of()));
        var listener = new Listener("0.0.0.0_8443", null, 8443, Listener.Kind.GATEWAY, List.of(), chains, List.of());
        var snapshot = new Snapshot(List.of(listener), List.of(), List.of());

        assertThat(ProxyTables.listeners(snapshot).lines())
                .containsExactly(
                        "ADDRESSES   PORT   MATCH                DESTINATION",
                        "127.0.0.1   8443   SNI: a.com,*.b.com   Cluster: outbound|443||a.com",
                        "127.0.0.1   8443   ALL                  "
                                + "Cluster: outbound|443||a.com 90, Cluster: outbound|443||b.com 10");
        assertThatThrownBy(() -> RouteConfigChoice.of(snapshot, "https://a.com/"))
                .hasMessageContaining("port 443")
                .hasMessageContaining("not read as HTTP");
    }

    @Test
    void explanationNamesTheConditionThatFailedAndWhatIsBehind() {
        var lines = Explanation.of(gateway(), "GET", "http://127.0.0.1:8080/headers", List.of())
                .lines();

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("rule 1")
                        .contains("header x-test-header is absent (expected: exact \"v2\")"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("forward to outbound|8000|v1|")
                        .contains("90 of 100"))
                .anySatisfy(line -> assertThat(line).contains("503 UH"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com/, exact",
        "https://A.example.com:8443/x, exact",
        "https://b.a.example.com/, longer",
        "https://c.example.com/, wildcard"
    })
    void theNameInAnHttpsUrlChoosesTheChain(String url, String expected) {
        var snapshot = terminating();

        assertThat(RouteConfigChoice.of(snapshot, url).config().name()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/", "http://a.example.com:8443/"})
    void aNameThatNoChainWantsIsTold(String url) {
        var snapshot = terminating();

        assertThatThrownBy(() -> RouteConfigChoice.of(snapshot, url)).hasMessageContaining("nothing for this name");
    }

    private static Snapshot terminating() {
        var names = Map.of("wildcard", "*.example.com", "exact", "a.example.com", "longer", "*.a.example.com");
        var chains = names.entrySet().stream()
                .map(entry -> new FilterChain(
                        entry.getKey(), List.of(entry.getValue()), null, entry.getKey(), null, List.of()))
                .toList();
        var configs = names.keySet().stream()
                .map(name -> new RouteConfig(name, 443, List.of()))
                .toList();
        var listener = new Listener("0.0.0.0_8443", null, 8443, Listener.Kind.GATEWAY, List.of(), chains, List.of());
        return new Snapshot(List.of(listener), configs, List.of());
    }

    @Test
    void urlWithoutPortMeansPort80() {
        assertThat(RouteConfigChoice.of(gateway(), "http://shop.example.com/cart")
                        .config()
                        .name())
                .isEqualTo("http.8080");
    }

    @Test
    void proxyWithoutListenersIsExplained() {
        assertThatThrownBy(() -> RouteConfigChoice.of(Snapshot.EMPTY, "http://a:8080/"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("nothing listens for port 8080");
    }

    @Test
    void proxyIsFoundByIdNameOrBeginning() {
        var proxies = List.of(proxy("web", "abc", null), proxy("web-2", "abc", null), proxy("api", "abc", null));

        assertThat(ProxyArgument.find(proxies, "web-2.default").name()).isEqualTo("web-2");
        assertThat(ProxyArgument.find(proxies, "web").name()).isEqualTo("web");
        assertThat(ProxyArgument.find(proxies, "ap").name()).isEqualTo("api");
        assertThatThrownBy(() -> ProxyArgument.find(proxies, "we")).hasMessageContaining("web-2.default");
    }

    @Test
    void statusTellsWhoIsBehindAndWhoRefused() {
        var proxies = List.of(proxy("a", "abc", null), proxy("b", null, null), proxy("c", null, "bad regex"));

        assertThat(ProxyStatusCommand.table(proxies, Instant.parse("2026-01-01T00:00:05Z"))
                        .lines())
                .satisfiesExactly(
                        header -> assertThat(header).startsWith("NAME"),
                        a -> assertThat(a).contains("SYNCED").endsWith("5s"),
                        b -> assertThat(b).contains("PENDING"),
                        c -> assertThat(c).contains("REJECTED"));
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.proxy.telemetry.AccessLogFormat;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.ReceivedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Rules that are written by another team in another namespace, and what log and metrics call them.
@Proves("VirtualService http[].{name,delegate,match[].name,match[].statPrefix}")
class DelegateIT {

    private static final String ROOT = """
            - name: team
              match: [{uri: {prefix: /team}, statPrefix: team}]
              delegate: {name: leaf, namespace: team}
              rewrite: {uri: /root}
              headers: {request: {set: {x-by: root}}}
            - {name: rest, route: [{destination: {host: httpbin.default.svc.cluster.local}}]}
            """;
    private static final String LEAF = """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: leaf, namespace: team}
            spec:
              http:
              - name: moved
                match: [{name: old, uri: {exact: /team/old}}]
                redirect: {uri: /team/new}
              - name: own
                match: [{uri: {prefix: /team/own}}]
                rewrite: {uri: /leaf}
                headers: {request: {set: {x-by: leaf}}}
                route: [{destination: {host: httpbin.default.svc.cluster.local}}]
              - {match: [{uri: {prefix: /other}}], directResponse: {status: 418}}
              - {route: [{destination: {host: httpbin.default.svc.cluster.local}}]}
            """;

    private static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request -> Answers.of("v1", request));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void rulesOfTheDelegateAreInForceInPlaceOfTheRule(Via via) {
        try (Applied _ = ways.rules(ROOT, LEAF)) {
            assertThat(ways.get(via, "/team/old").headers("location"))
                    .containsExactly("http://" + via.authority() + "/team/new");
            ReceivedRequest own = ways.forwarded(via, "/team/own/x");
            assertThat(own.target()).isEqualTo("/leaf/x");
            assertThat(own.headers("x-by")).containsExactly("leaf");
            ReceivedRequest inherited = ways.forwarded(via, "/team/x");
            assertThat(inherited.target()).isEqualTo("/root/x");
            assertThat(inherited.headers("x-by")).containsExactly("root");
            ReceivedRequest rest = ways.forwarded(via, "/other");
            assertThat(rest.target()).isEqualTo("/other");
            assertThat(rest.headers("x-by")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void withoutTheDelegateTheOtherRulesAreInForce(Via via) {
        try (Applied _ = ways.rules(ROOT)) {
            assertThat(ways.forwarded(via, "/team/own").target()).isEqualTo("/team/own");
        }
    }

    @Test
    void logAndMetricsCallTheRulesByTheirNames() {
        Recorder recorder = new Recorder(AccessLogFormat.TEXT);
        ProxyNode node = new ProxyNode(
                ProxyNode.Role.GATEWAY,
                "istio-system",
                "recorded",
                Map.of("istio", "ingressgateway"),
                List.of(),
                0,
                Map.of(80, Mesh.freePort()));
        try (MeshProxy gateway = ways.mesh().proxy(node, config -> config, loop -> recorder.forLoop());
                recorder;
                Applied _ = ways.rules(ROOT, LEAF)) {
            assertThat(get(gateway, "/team/old")).isEqualTo(301);
            assertThat(recorder.lineAfter(0))
                    .contains("\"GET /team/old HTTP/1.1\" 301 - direct_response - ")
                    .endsWith(" team-moved.old");
            assertThat(get(gateway, "/team/own")).isEqualTo(200);
            assertThat(recorder.lineAfter(1)).contains(" 200 - via_upstream - ").endsWith(" team-own");
            assertThat(get(gateway, "/")).isEqualTo(200);
            assertThat(recorder.lineAfter(2)).endsWith(" rest");
            assertThat(recorder.sum("lateen_route_requests_total", Map.of("stat_prefix", "team")))
                    .isEqualTo(2);
            assertThat(recorder.sum(
                            "lateen_route_requests_total", Map.of("stat_prefix", "team", "response_code_class", "3xx")))
                    .isEqualTo(1);
            ways.received();
            ways.received();
        }
    }

    private static int get(MeshProxy gateway, String path) {
        return Calls.gateway(gateway.port("http."), TwoWays.HOST, path).status();
    }
}

package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.exact;
import static dev.lateen.snapshot.route.Tables.forward;
import static dev.lateen.snapshot.route.Tables.get;
import static dev.lateen.snapshot.route.Tables.header;
import static dev.lateen.snapshot.route.Tables.origin;
import static dev.lateen.snapshot.route.Tables.path;
import static dev.lateen.snapshot.route.Tables.prefix;
import static dev.lateen.snapshot.route.Tables.withoutHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RampStep;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTextTest {

    private static final String V1 = "outbound|8000|v1|httpbin.default.svc.cluster.local";
    private static final String V2 = "outbound|8000|v2|httpbin.default.svc.cluster.local";

    private static final RouteTable TABLE = RouteTable.of(new RouteConfig(
            "http.8080",
            8080,
            List.of(new VirtualHost(
                    "httpbin.example.com:80",
                    List.of("httpbin.example.com", "*.example.org"),
                    List.of(
                            new Route("default", header("x-test-header", exact("v2")), forward(V2, 0), origin(0)),
                            new Route("default", path(prefix("/api/")), rewriting(), origin(1)),
                            new Route(
                                    "default",
                                    path(exact("/closed")),
                                    new RouteAction.Refuse(502, "direct_response", "redirect is not supported yet"),
                                    origin(2)),
                            new Route("default", path(prefix("/headers")), forward(V1, 90, V2, 10), origin(3)),
                            new Route("default", withoutHeader("x-a", exact("b")), forward(V1, 0), origin(4))),
                    List.of(new VirtualHost.SkippedRule(origin(9), "match.port is 9000, this is port 8080"))))));

    private static RouteAction.Forward rewriting() {
        return new RouteAction.Forward(
                forward(V1, 1).destinations(),
                new PathRewrite.Prefix("/api/", "/"),
                "other.test",
                1500,
                HeaderEdits.NONE,
                HeaderEdits.NONE);
    }

    private static String explain(String url, String... headers) {
        return DecisionText.render(TABLE.explain(get(url, headers)));
    }

    @Test
    void everyRuleIsNamedUpToTheMatch() {
        assertThat(explain("http://httpbin.example.com/headers")).isEqualTo("""
                GET http://httpbin.example.com/headers
                route configuration http.8080, port 8080
                virtual host httpbin.example.com:80: has the domain "httpbin.example.com"
                rule 1 (VirtualService default/httpbin httpbin.yaml:12): no: header x-test-header is absent (expected: exact "v2")
                rule 2 (VirtualService default/httpbin httpbin.yaml:22): no: path is "/headers" (expected: prefix "/api/")
                rule 3 (VirtualService default/httpbin httpbin.yaml:32): no: path is "/headers" (expected: exact "/closed")
                rule 4 (VirtualService default/httpbin httpbin.yaml:42): yes
                1 more rule not tried
                skipped (VirtualService default/httpbin httpbin.yaml:102): match.port is 9000, this is port 8080
                forward to outbound|8000|v1|httpbin.default.svc.cluster.local (90 of 100)
                forward to outbound|8000|v2|httpbin.default.svc.cluster.local (10 of 100)
                no timeout
                up to 2 retries at another endpoint, if there is one and no hash key decides, after connect-failure,refused-stream,unavailable,cancelled
                a request that is not idempotent is repeated only if no application can have seen it
                at worst as long as the upstream likes: there is no timeout, and none of one attempt
                """);
    }

    @Test
    void rewriteAuthorityAndTimeoutAreShown() {
        assertThat(explain("http://a.example.org:81/api/x?y", "x-test-header: v1"))
                .contains("virtual host httpbin.example.com:80: *.example.org is the longest wildcard for"
                        + " \"a.example.org\"")
                .contains("no: header x-test-header is \"v1\" (expected: exact \"v2\")")
                .contains("forward to " + V1
                        + "\npath becomes \"/x\"\nauthority becomes \"other.test\"\ntimeout 1500 ms");
    }

    @Test
    void aCanaryOnItsWayIsNamed() {
        assertThat(explain(new RampStep("id/1", 2, 4, 25, "2026-11-28T09:02:00Z", false)))
                .contains("canary: step 2 of 4, 25 %, since 2026-11-28T09:02:00Z\nforward to ");
        assertThat(explain(new RampStep("id/0", 1, 4, 5, "2026-11-28T09:00:00Z", true)))
                .contains("canary: step 1 of 4, 5 %, paused; began at 2026-11-28T09:00:00Z\n");
    }

    private static String explain(RampStep ramp) {
        var action = forward(V1, 75, V2, 25);
        var route = new Route("default", RouteMatch.ANY, action, origin(0), null, ramp, null, null);
        var table = Tables.table(Tables.host(List.of("*"), List.of(route)));
        return DecisionText.render(table.explain(get("http://a.test/")));
    }

    @Test
    void refusalAndMissesAreAnswers() {
        assertThat(explain("http://httpbin.example.com/closed"))
                .endsWith("answer 502: redirect is not supported yet\n");
        assertThat(explain("http://unknown.test/"))
                .contains("no virtual host has a domain for \"unknown.test\"")
                .endsWith("answer 404 NR: no route for this host\n");
        assertThat(explain("http://httpbin.example.com/x", "x-a: b"))
                .contains("header x-a is \"b\" (expected: not exact \"b\")")
                .endsWith("answer 404 NR: no rule of this host matches\n");
    }

    @Test
    void answersOfARuleAreShownWithoutTheirBody() {
        var redirect = new RouteAction.Redirect(
                302, "https", null, 0, new PathRewrite.Prefix("/old", "/new"), HeaderEdits.NONE);
        var direct = new RouteAction.DirectResponse(503, "closed for now", false, HeaderEdits.NONE);
        var table = Tables.table(Tables.host(
                List.of("*"),
                List.of(
                        new Route("moved", path(prefix("/old")), redirect, origin(0)),
                        new Route("closed", RouteMatch.ANY, direct, origin(1)))));

        assertThat(DecisionText.render(table.explain(get("http://a.test:80/old/x?y"))))
                .endsWith("answer 302: redirect to \"https://a.test/new/x?y\"\n");
        assertThat(DecisionText.render(table.explain(get("http://a.test/"))))
                .endsWith("answer 503: the rule's own response, 14 bytes\n");
    }

    @Test
    void hostileValuesDoNotReachTheTerminal() {
        assertThat(explain("http://httpbin.example.com/x", "x-test-header: \u001b[2J\"" + "y".repeat(500)))
                .contains("is \"\\x1b[2J\\\"yyy")
                .contains("yyy...\" (expected")
                .doesNotContain("\u001b");
    }

    @Test
    void originWithoutFileIsAPathInTheResource() {
        var fromApi = new Origin("VirtualService", "default", "httpbin", 3, 1, null, 0);
        assertThat(OriginText.of(fromApi)).isEqualTo("VirtualService default/httpbin spec.http[3].match[1]");
        var whole = new Origin("Service", "default", "httpbin", -1, -1, null, 0);
        assertThat(OriginText.of(whole)).isEqualTo("Service default/httpbin");
    }

    @Test
    void decisionHoldsTheSameAsValues() {
        var decision = TABLE.explain(get("http://httpbin.example.com/headers?a=b"));
        assertThat(decision.request().query()).isEqualTo("a=b");
        assertThat(decision.host().rule()).isEqualTo(Decision.HostRule.EXACT);
        assertThat(decision.rules()).hasSize(4);
        assertThat(decision.rules().getFirst().mismatch())
                .isEqualTo(new Decision.Mismatch("header x-test-header", null, "exact \"v2\""));
        assertThat(decision.rules().getLast().mismatch()).isNull();
        assertThat(decision.outcome()).isInstanceOf(Decision.Forwarded.class);
        assertThat(TABLE.match(get("http://httpbin.example.com/headers"))
                        .route()
                        .match())
                .isNotEqualTo(RouteMatch.ANY);
    }
}

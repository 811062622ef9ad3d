package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.forward;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.StringMatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelegateTest {

    private static final String SERVICES =
            Yaml.service("a", "default", 80) + Yaml.service("b", "default", 80) + Yaml.service("b", "team", 80);

    private static String root(String http) {
        return Yaml.virtualService("root", "default", "2020-01-01T00:00:00Z", "hosts: [a]\nhttp:\n" + http);
    }

    private static String leaf(String namespace, String spec) {
        return Yaml.virtualService("leaf", namespace, "2020-01-02T00:00:00Z", spec);
    }

    private static Compilation compiled(String rootHttp, String leafSpec) {
        return compile(Meshes.sidecar(), SERVICES, root(rootHttp), leaf("team", leafSpec));
    }

    private static List<Route> routes(Snapshot snapshot) {
        return Meshes.routeConfig(snapshot, "80").virtualHosts().stream()
                .filter(host -> host.name().startsWith("a."))
                .findFirst()
                .orElseThrow()
                .routes();
    }

    private static List<String> skipped(Snapshot snapshot) {
        return Meshes.routeConfig(snapshot, "80").virtualHosts().stream()
                .flatMap(host -> host.skipped().stream())
                .map(rule -> rule.origin().name() + " " + rule.origin().rule() + " " + rule.reason())
                .toList();
    }

    @Test
    void rulesOfTheDelegateTakeThePlaceOfTheRuleThatDelegates() {
        var snapshot = compiled("""
                - {name: first, match: [{uri: {exact: /first}}], route: [{destination: {host: a}}]}
                - {name: team, match: [{uri: {prefix: /team}}], delegate: {name: leaf, namespace: team}}
                - {name: last, route: [{destination: {host: a}}]}
                """, """
                http:
                - {name: one, match: [{uri: {exact: /team/one}}], route: [{destination: {host: b}}]}
                - {route: [{destination: {host: b.default.svc.cluster.local}}]}
                """).snapshot();

        assertThat(routes(snapshot)).extracting(Route::name).containsExactly("first", "team-one", "team", "last");
        assertThat(where(route(snapshot, "80", "http://a/team/one")))
                .isEqualTo("outbound|80||b.team.svc.cluster.local");
        assertThat(where(route(snapshot, "80", "http://a/team/two")))
                .isEqualTo("outbound|80||b.default.svc.cluster.local");
        assertThat(where(route(snapshot, "80", "http://a/other")))
                .isEqualTo("outbound|80||a.default.svc.cluster.local");
        assertThat(routes(snapshot))
                .extracting(one -> one.origin().name() + one.origin().rule())
                .containsExactly("root0", "leaf0", "leaf1", "root2");
    }

    @Test
    void aDelegateIsLookedForInTheNamespaceOfTheRoot() {
        var compilation = compile(
                Meshes.sidecar(),
                SERVICES,
                root("- delegate: {name: leaf}\n"),
                leaf("default", "http: [{route: [{destination: {host: b}}]}]"));

        assertThat(where(route(compilation.snapshot(), "80", "http://a/")))
                .isEqualTo("outbound|80||b.default.svc.cluster.local");
        assertThat(compilation.warnings()).isEmpty();
    }

    @Test
    void whatTheDelegateDoesNotSayIsInherited() {
        var snapshot = compiled("""
                - delegate: {name: leaf, namespace: team}
                  match: [{uri: {prefix: /x}}]
                  rewrite: {uri: /root}
                  timeout: 3s
                  headers: {request: {set: {x: root}}}
                """, """
                http:
                - {match: [{uri: {exact: /x/own}}], rewrite: {uri: /leaf}, timeout: 5s,
                   headers: {request: {set: {y: leaf}}}, route: [{destination: {host: b}}]}
                - {route: [{destination: {host: b}}]}
                """).snapshot();

        var own = forward(route(snapshot, "80", "http://a/x/own"));
        assertThat(own.timeoutMillis()).isEqualTo(5000);
        assertThat(own.rewrite()).isEqualTo(new PathRewrite.Whole("/leaf"));
        assertThat(own.request().set()).containsExactly(new Header("y", "leaf"));
        var inherited = forward(route(snapshot, "80", "http://a/x/y"));
        assertThat(inherited.timeoutMillis()).isEqualTo(3000);
        assertThat(inherited.rewrite()).isEqualTo(new PathRewrite.Prefix("/x", "/root"));
        assertThat(inherited.request().set()).containsExactly(new Header("x", "root"));
    }

    @Test
    void aDirectResponseOfTheRootIsInheritedToo() {
        var snapshot = compiled(
                        "- {delegate: {name: leaf, namespace: team}, directResponse: {status: 503}}\n",
                        "http: [{match: [{uri: {prefix: /x}}], route: [{destination: {host: b}}]}]")
                .snapshot();

        assertThat(route(snapshot, "80", "http://a/x").action()).isInstanceOf(RouteAction.DirectResponse.class);
    }

    @Test
    void matchesAreMerged() {
        var snapshot = compiled("""
                - delegate: {name: leaf, namespace: team}
                  match:
                  - name: m
                    uri: {prefix: /x}
                    headers: {h: {exact: root}, only-root: {prefix: r}}
                    queryParams: {q: {prefix: a}}
                    method: {exact: GET}
                """, """
                http:
                - match: [{name: n, uri: {prefix: /x/y}, headers: {h: {exact: root}, only-leaf: {}},
                           queryParams: {q: {exact: ab}}, scheme: {exact: http}}]
                  route: [{destination: {host: b}}]
                """).snapshot();

        var match = routes(snapshot).getFirst().match();
        assertThat(routes(snapshot).getFirst().name()).isEqualTo("m-n");
        assertThat(match.path()).isEqualTo(new StringMatch.Prefix("/x/y"));
        assertThat(match.method()).isEqualTo(new StringMatch.Exact("GET"));
        assertThat(match.scheme()).isEqualTo(new StringMatch.Exact("http"));
        var headers = new TreeMap<String, StringMatch>();
        match.headers().forEach(header -> headers.put(header.name(), header.value()));
        assertThat(headers)
                .isEqualTo(Map.of(
                        "h", new StringMatch.Exact("root"),
                        "only-root", new StringMatch.Prefix("r"),
                        "only-leaf", new StringMatch.Present()));
        assertThat(match.queryParams().getFirst().value()).isEqualTo(new StringMatch.Exact("ab"));
    }

    /// Match of the root, match of the delegate, whether the delegate's is within.
    @ParameterizedTest(name = "{0} / {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "uri: {prefix: /a}   | uri: {prefix: /a/b} | true",
                "uri: {prefix: /a}   | uri: {prefix: /ab}  | true",
                "uri: {prefix: /a/b} | uri: {prefix: /a}   | false",
                "uri: {prefix: /a}   | uri: {exact: /a}    | true",
                "uri: {prefix: /a}   | uri: {exact: /b}    | false",
                "uri: {exact: /a}    | uri: {exact: /a}    | true",
                "uri: {exact: /a}    | uri: {prefix: /a}   | false",
                "uri: {exact: /a}    | uri: {exact: /b}    | false",
                "uri: {regex: '/a.*'} | uri: {exact: /a}   | false",
                "uri: {prefix: /a}   | uri: {regex: '/a.*'} | false",
                "uri: {regex: '/a.*'} | uri: {regex: '/a.*'} | false",
                "uri: {regex: '/a.*'} | method: {exact: GET} | true",
                "uri: {prefix: /a}   | headers: {x: {regex: '.*'}} | true",
                "headers: {x: {exact: a}} | headers: {x: {exact: a}} | true",
                "headers: {x: {exact: a}} | headers: {x: {exact: b}} | false",
                "headers: {x: {regex: a}} | headers: {x: {exact: a}} | false",
                "headers: {x: {exact: a}} | headers: {y: {exact: b}} | true",
                "withoutHeaders: {x: {exact: a}} | withoutHeaders: {x: {exact: b}} | false",
                "queryParams: {x: {exact: a}} | queryParams: {x: {exact: b}} | false",
                "method: {exact: GET} | method: {exact: PUT} | false",
                "authority: {prefix: a} | authority: {exact: ab} | true",
                "port: 80 | port: 80 | true",
                "port: 80 | port: 81 | false",
                "uri: {prefix: /a}, ignoreUriCase: true | uri: {prefix: /a/b} | false",
                "sourceNamespace: default | sourceNamespace: other | false",
                "sourceLabels: {x: a} | sourceLabels: {x: b} | false",
                "gateways: [mesh] | gateways: [mesh] | true",
                "gateways: [mesh] | gateways: [gw] | false"
            })
    void aRuleThatIsNotWithinTheRootsIsLeftOutWithAWarning(String root, String leaf, boolean within) {
        var compilation = compiled(
                "- {delegate: {name: leaf, namespace: team}, match: [{" + root + "}]}\n",
                "http:\n- {match: [{" + leaf + "}], route: [{destination: {host: b}}]}\n");

        var texts = Meshes.texts(compilation.warnings());
        if (within) {
            assertThat(texts).isEmpty();
        } else {
            assertThat(texts)
                    .singleElement()
                    .asString()
                    .contains(
                            "spec.http[0].match",
                            "not within spec.http[0].match of VirtualService default/root, which delegates to it");
            assertThat(skipped(compilation.snapshot()))
                    .containsExactly(
                            "leaf 0 its match is not within spec.http[0].match of VirtualService default/root");
        }
    }

    @Test
    void eachMatchHoldsWithEveryMatchOfTheRootThatItIsWithin() {
        var snapshot = compiled("""
                - delegate: {name: leaf, namespace: team}
                  match: [{uri: {prefix: /a}}, {headers: {x: {exact: y}}}, {uri: {prefix: /b}}]
                """, """
                http:
                - {match: [{uri: {prefix: /a/b}}, {uri: {prefix: /b/c}}], route: [{destination: {host: b}}]}
                """).snapshot();

        assertThat(routes(snapshot))
                .extracting(
                        one -> one.match().path() + " " + one.match().headers().size())
                .containsExactly(
                        "Prefix[value=/a/b] 0", "Prefix[value=/a/b] 1", "Prefix[value=/b/c] 1", "Prefix[value=/b/c] 0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | team | '' | does not exist, or has hosts",
                "leaf | default | '' | does not exist, or has hosts",
                "leaf | team | 'hosts: [x.com]' | does not exist, or has hosts",
                "leaf | team | 'exportTo: [.]' | is not exported to namespace default",
                "leaf | team | 'exportTo: [other]' | is not exported to namespace default"
            })
    void aMissingDelegateCostsOnlyTheRule(String name, String namespace, String spec, String expected) {
        var compilation = compiled(
                "- {match: [{uri: {prefix: /x}}], delegate: {name: " + name + ", namespace: " + namespace
                        + "}}\n- {route: [{destination: {host: a}}]}\n",
                spec + "\nhttp: [{route: [{destination: {host: b}}]}]");

        assertThat(where(route(compilation.snapshot(), "80", "http://a/x")))
                .isEqualTo("outbound|80||a.default.svc.cluster.local");
        assertThat(Meshes.texts(compilation.warnings()))
                .anySatisfy(text -> assertThat(text)
                        .contains(
                                "spec.http[0].delegate", "VirtualService " + namespace + "/" + name + " " + expected));
        assertThat(skipped(compilation.snapshot()))
                .anySatisfy(
                        text -> assertThat(text).contains("root 0 delegate: VirtualService " + namespace + "/" + name));
    }

    @ParameterizedTest
    @CsvSource({"'.,default'", "default", "'*'"})
    void anExportedDelegateIsFound(String exportTo) {
        var compilation = compiled(
                "- {delegate: {name: leaf, namespace: team}}\n",
                "exportTo: ['" + exportTo.replace(",", "', '") + "']\nhttp: [{route: [{destination: {host: b}}]}]");

        assertThat(where(route(compilation.snapshot(), "80", "http://a/x")))
                .isEqualTo("outbound|80||b.team.svc.cluster.local");
    }

    @Test
    void gatewaysServeDelegatesToo() {
        var compilation = compile(
                Meshes.gateway(),
                SERVICES,
                Yaml.gateway("gw", "default", Yaml.httpServer(80, "*")),
                Yaml.virtualService("root", "default", "2020-01-01T00:00:00Z", """
                        hosts: [x.com]
                        gateways: [gw]
                        http:
                        - {match: [{uri: {prefix: /t}, gateways: [gw]}], delegate: {name: leaf, namespace: team}}
                        """),
                leaf("team", "http: [{match: [{uri: {exact: /t/1}}], route: [{destination: {host: b}}]}]"));

        assertThat(where(route(compilation.snapshot(), "http.8080", "http://x.com/t/1")))
                .isEqualTo("outbound|80||b.team.svc.cluster.local");
        assertThat(where(route(compilation.snapshot(), "http.8080", "http://x.com/t/2")))
                .isEqualTo("404");
    }
}

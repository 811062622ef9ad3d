package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.forward;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RampStep;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

    private static final String A = "outbound|80||a.default.svc.cluster.local";
    private static final String B = "outbound|80||b.default.svc.cluster.local";
    private static final String SERVICES = Yaml.service("a", "default", 80) + Yaml.service("b", "default", 80);

    private static Compilation compiled(String http) {
        var spec = "hosts: [a]\nhttp:\n" + http;
        return compile(Meshes.sidecar(), SERVICES, Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", spec));
    }

    private static RouteAction.Forward action(String rule) {
        return forward(route(compiled("- " + rule).snapshot(), "80", "http://a/foo/bar"));
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3} is {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "uri: {exact: /x} | GET | http://a/x | | true",
                "uri: {exact: /x} | GET | http://a/X | | false",
                "uri: {exact: /x}, ignoreUriCase: true | GET | http://a/X | | true",
                "uri: {prefix: /x} | GET | http://a/xyz | | true",
                "uri: {prefix: /X}, ignoreUriCase: true | GET | http://a/xyz | | true",
                "uri: {regex: '/x.*'} | GET | http://a/xyz?q | | true",
                "uri: {regex: '/x'} | GET | http://a/xyz | | false",
                "uri: {regex: '/X.*'}, ignoreUriCase: true | GET | http://a/xyz | | false",
                "scheme: {exact: http} | GET | http://a/ | | true",
                "scheme: {exact: https} | GET | http://a/ | | false",
                "method: {exact: POST} | POST | http://a/ | | true",
                "method: {exact: POST} | GET | http://a/ | | false",
                "authority: {exact: 'a:80'} | GET | http://a:80/ | | true",
                "authority: {exact: 'a:80'} | GET | http://a/ | | false",
                "headers: {x-a: {exact: b}} | GET | http://a/ | b | true",
                "headers: {X-A: {prefix: b}} | GET | http://a/ | bc | true",
                "headers: {x-a: {regex: 'b.'}} | GET | http://a/ | bc | true",
                "headers: {x-a: {}} | GET | http://a/ | any | true",
                "headers: {x-a: {}} | GET | http://a/ | | false",
                "headers: {x-a: {regex: '*'}} | GET | http://a/ | any | true",
                "headers: {x-a: {regex: '*'}} | GET | http://a/ | | false",
                "headers: {':method': {exact: PUT}} | PUT | http://a/ | | true",
                "withoutHeaders: {x-a: {exact: b}} | GET | http://a/ | | true",
                "withoutHeaders: {x-a: {exact: b}} | GET | http://a/ | b | false",
                "withoutHeaders: {x-a: {regex: '.*'}} | GET | http://a/ | | false",
                "withoutHeaders: {x-a: {}} | GET | http://a/ | | true",
                "withoutHeaders: {x-a: {regex: '*'}} | GET | http://a/ | any | false",
                "queryParams: {q: {exact: v}} | GET | http://a/?p=1&q=v | | true",
                "queryParams: {q: {exact: v}} | GET | http://a/?q=w | | false",
                "queryParams: {q: {}} | GET | http://a/?q | | true",
                "queryParams: {q: {regex: '*'}} | GET | http://a/ | | false",
                "port: 80 | GET | http://a/ | | true",
                "port: 81 | GET | http://a/ | | false"
            })
    void matchesAreIstios(String match, String method, String url, String header, boolean holds) {
        var snapshot = compiled("- match: [{" + match + "}]\n  " + Yaml.to("b") + "\n- " + Yaml.to("a"))
                .snapshot();

        var headers = header == null ? new String[0] : new String[] {"x-a", header};
        assertThat(where(route(snapshot, "80", method, url, headers))).isEqualTo(holds ? B : A);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"match: [{uri: {prefix: /}}]", "match: [{uri: {regex: '.*'}}]", "name: all", "match: [{name: all}]"
            })
    void whatStandsBehindACatchAllIsNeverReached(String rule) {
        var snapshot = compiled("- {" + rule + ", " + Yaml.to("a") + "}\n- {name: late, " + Yaml.to("b") + "}")
                .snapshot();

        var host = Meshes.virtualHost(snapshot, "80", "a.default.svc.cluster.local:80");
        assertThat(host.routes()).hasSize(1);
        assertThat(host.skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.reason()).startsWith("never reached: spec.http[0] of VirtualService default/vs");
            assertThat(skipped.origin().rule()).isEqualTo(1);
            assertThat(skipped.origin().line()).isPositive();
        });
    }

    @ParameterizedTest(name = "rule \"{0}\", match \"{1}\": \"{2}\"")
    @CsvSource({"r, m, r.m", "r, '', r", "'', m, m", "'', '', ''"})
    void routesAreNamedByRuleAndMatch(String rule, String match, String expected) {
        var snapshot = compiled("- {name: '" + rule + "', match: [{name: '" + match + "', uri: {prefix: /f}}], "
                        + Yaml.to("b") + "}")
                .snapshot();

        var route = route(snapshot, "80", "http://a/f");
        assertThat(route).isNotNull();
        assertThat(route.name()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, {1}: prefix {2}, replacement {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "uri: {prefix: /foo} | / | /foo | /",
                "uri: {exact: /foo/bar} | /new | | /new",
                "uri: {regex: '/foo.*'} | /new | | /new",
                "method: {exact: GET} | /new | / | /new"
            })
    void thePartOfThePathThatMatchedIsRewritten(String match, String uri, String prefix, String replacement) {
        var action = action("{match: [{" + match + "}], rewrite: {uri: " + uri + "}, " + Yaml.to("b") + "}");

        assertThat(action.rewrite())
                .isEqualTo(
                        prefix == null
                                ? new PathRewrite.Whole(replacement)
                                : new PathRewrite.Prefix(prefix, replacement));
    }

    @Test
    void aRuleWithoutAMatchRewritesTheLeadingSlash() {
        assertThat(action("{rewrite: {uri: /x}, " + Yaml.to("b") + "}").rewrite())
                .isEqualTo(new PathRewrite.Prefix("/", "/x"));
        assertThat(action("{rewrite: {authority: x.com}, " + Yaml.to("b") + "}").rewrite())
                .isNull();
    }

    @Test
    void theAuthorityOfTheRuleStandsBesideThatOfTheDestination() {
        var action = action("{route: [{destination: {host: b}, headers: {request: {set: {Host: d.com}}}}],"
                + " headers: {request: {set: {':authority': r.com, x: y}}}}");

        assertThat(action.authority()).isEqualTo("r.com");
        assertThat(action.destinations().getFirst().authority()).isEqualTo("d.com");
        assertThat(action.request().set()).containsExactly(new Header("x", "y"));
        assertThat(action("{rewrite: {authority: w.com}, " + Yaml.to("b") + "}").authority())
                .isEqualTo("w.com");
    }

    @Test
    void headersAreEditedAtBothLevels() {
        var action = action("""
                route:
                  - destination: {host: b}
                    headers: {response: {add: {x-d: '1'}, remove: [x-r]}}
                  headers: {request: {set: {b: '2', a: '100%%'}, remove: [x]}, response: {set: {c: '3'}}}
                """);

        assertThat(action.request())
                .isEqualTo(new HeaderEdits(
                        List.of(new Header("a", "100%%"), new Header("b", "2")), List.of(), List.of("x")));
        assertThat(action.response().set()).containsExactly(new Header("c", "3"));
        assertThat(action.destinations().getFirst().response())
                .isEqualTo(new HeaderEdits(List.of(), List.of(new Header("x-d", "1")), List.of("x-r")));
    }

    @Test
    void aHeaderWithAFieldThatCannotBeMadeIsLeftOutWithAWarning() {
        var compilation = compiled(
                "- headers: {request: {set: {x: 'a %UPSTREAM_METADATA(b)%', y: 'from %DOWNSTREAM_REMOTE_ADDRESS% %%'}}}\n"
                        + "  " + Yaml.to("b"));

        assertThat(forward(route(compilation.snapshot(), "80", "http://a/"))
                        .request()
                        .set())
                .containsExactly(new Header("y", "from %DOWNSTREAM_REMOTE_ADDRESS% %%"));
        assertThat(Meshes.texts(compilation.warnings()))
                .singleElement()
                .asString()
                .contains("spec.http[0].headers.request.set.x", "%UPSTREAM_METADATA% (expected: one of", "given.yaml:");
    }

    @Test
    void weightsAndTimeoutAreTakenOver() {
        var action = action("{timeout: 1.5s, route: [{destination: {host: a}, weight: 90},"
                + " {destination: {host: b, subset: v2, port: {number: 80}}, weight: 10}]}");

        assertThat(action.timeoutMillis()).isEqualTo(1500);
        assertThat(action.destinations())
                .extracting(RouteAction.Destination::cluster)
                .containsExactly(A, "outbound|80|v2|b.default.svc.cluster.local");
        assertThat(action.destinations())
                .extracting(RouteAction.Destination::weight)
                .containsExactly(90, 10);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect: {uri: /x, redirectCode: 304} | spec.http[0].redirect.redirectCode",
                "rewrite: {uriRegexRewrite: {match: a, rewrite: '\\1'}}, route: [{destination: {host: b}}]"
                        + " | spec.http[0].rewrite.uriRegexRewrite"
            })
    void anActionThatCannotBeDoneIsRefusedByName(String rule, String path) {
        var route = route(compiled("- {" + rule + "}").snapshot(), "80", "http://a/");

        assertThat(route).isNotNull();
        assertThat(route.action()).isInstanceOfSatisfying(RouteAction.Refuse.class, refuse -> {
            assertThat(refuse.status()).isEqualTo(501);
            assertThat(refuse.details()).isEqualTo("not_honoured");
            assertThat(refuse.reason())
                    .startsWith(path + " of VirtualService default/vs (given.yaml:")
                    .endsWith(" is not honoured yet");
        });
    }

    @Test
    void aSubstitutionWithoutItsGroupIsWarnedAbout() {
        var rule = "- {rewrite: {uriRegexRewrite: {match: a, rewrite: '\\1'}}, " + Yaml.to("b") + "}";

        assertThat(Meshes.texts(compiled(rule).warnings()))
                .singleElement()
                .asString()
                .contains("spec.http[0].rewrite.uriRegexRewrite", "a group of 0..0", "get 501");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect: {uri: /x} | 301 null null 0 Whole[replacement=/x]",
                "redirect: {uri: /x, redirectCode: 0} | 301 null null 0 Whole[replacement=/x]",
                "match: [{uri: {prefix: /foo}}], redirect: {prefixRewrite: /y, redirectCode: 308}"
                        + " | 308 null null 0 Prefix[prefix=/foo, replacement=/y]",
                "redirect: {prefixRewrite: /y} | 301 null null 0 Prefix[prefix=/, replacement=/y]",
                "redirect: {authority: x.com, scheme: https} | 301 https x.com 0 null",
                "redirect: {port: 8443} | 301 null null 8443 null",
                "redirect: {derivePort: FROM_REQUEST_PORT} | 301 null null 80 null",
                "redirect: {derivePort: FROM_PROTOCOL_DEFAULT, uri: /x} | 301 null null 0 Whole[replacement=/x]"
            })
    void aRedirectSaysWhatIsNewOfTheUrl(String rule, String expected) {
        var route = route(compiled("- {" + rule + "}").snapshot(), "80", "http://a/foo");

        assertThat(route).isNotNull();
        assertThat(route.action())
                .isInstanceOfSatisfying(
                        RouteAction.Redirect.class,
                        redirect -> assertThat(redirect.code() + " " + redirect.scheme() + " " + redirect.authority()
                                        + " " + redirect.port() + " " + redirect.path())
                                .isEqualTo(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{status: 503, body: {string: closed}} | 503 closed",
                "{status: 200, body: {bytes: aGk=}} | 200 hi",
                "{status: 404} | 404 ''"
            })
    void aDirectResponseHasStatusBodyAndHeaders(String response, String expected) {
        var route = route(
                compiled("- {directResponse: " + response + ", headers: {response: {set: {x: y}}}}")
                        .snapshot(),
                "80",
                "http://a/");

        assertThat(route).isNotNull();
        assertThat(route.action()).isInstanceOfSatisfying(RouteAction.DirectResponse.class, direct -> {
            assertThat(direct.status() + " " + new String(direct.content(), StandardCharsets.UTF_8))
                    .isEqualTo(expected.replace("''", ""));
            assertThat(direct.response().set()).containsExactly(new Header("x", "y"));
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "request: {set: {Content-Length: '1'}} | request.set.Content-Length",
                "request: {add: {transfer-encoding: gzip}} | request.add.transfer-encoding",
                "request: {remove: [x-a, Connection]} | request.remove[1]",
                "response: {remove: [te]} | response.remove[0]",
                "response: {set: {upgrade: h2c}} | response.set.upgrade",
                "response: {add: {keep-alive: '5'}} | response.add.keep-alive",
                "response: {set: {proxy-connection: close}} | response.set.proxy-connection"
            })
    void editsOfHeadersThatAreTheProxysOwnAreWarnedAboutByName(String headers, String path) {
        var compilation = compiled("- headers: {" + headers + "}\n  " + Yaml.to("b"));

        assertThat(compilation.warnings())
                .extracting(Violation::path, Violation::message)
                .anySatisfy(warning -> {
                    assertThat(warning.toList().getFirst()).isEqualTo("spec.http[0].headers." + path);
                    assertThat(warning.toList().getLast().toString()).contains("is not honoured (expected: another");
                });
        var forward = forward(route(compilation.snapshot(), "80", "http://a/"));
        assertThat(forward.request().set()).isEmpty();
        assertThat(forward.response().set()).isEmpty();
    }

    @Test
    void rewritesThatWouldBreakTheRequestLineNeverReachAProxy() {
        var compilation =
                compiled("- rewrite: {uri: \"/a b\\n\\u00fc\", authority: \"b\\r\\nX: y\"}\n  " + Yaml.to("b"));

        var forward = forward(route(compilation.snapshot(), "80", "http://a/"));
        assertThat(forward.authority()).isNull();
        assertThat(forward.rewrite()).isEqualTo(new PathRewrite.Prefix("/", "/a%20b%0A%C3%BC"));
        assertThat(compilation.warnings()).extracting(Violation::path).contains("spec.http[0].rewrite.authority");
    }

    @Test
    void theRuleWhoseWeightsAreMovedHasAMeterAndASpoiledNoteIsAWarning() {
        var rules = "hosts: [a]\nhttp:\n- match: [{uri: {prefix: /x}}]\n  " + Yaml.to("a") + "\n- " + Yaml.to("b");
        var service = Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", rules);
        var moved = compile(Meshes.sidecar(), SERVICES, noted(service, """
                        {'meter': 'f00/1', 'rule': 1, 'steps': [5, 50], 'step': 1, 'since': '2026-11-28T09:02:00Z'}"""));
        assertThat(route(moved.snapshot(), "80", "http://a/"))
                .extracting(Route::ramp)
                .isEqualTo(new RampStep("f00/1", 2, 2, 50, "2026-11-28T09:02:00Z", false));
        assertThat(route(moved.snapshot(), "80", "http://a/x"))
                .extracting(Route::ramp)
                .isNull();

        var spoiled = compile(Meshes.sidecar(), SERVICES, noted(service, "[1"));
        assertThat(route(spoiled.snapshot(), "80", "http://a/"))
                .extracting(Route::ramp)
                .isNull();
        assertThat(UnhonouredFields.of(
                        Meshes.mesh(noted(service, "[1")).virtualServices().getFirst()))
                .extracting(Violation::path, Violation::message)
                .contains(tuple(
                        "metadata.annotations.traffic.lateen.dev/ramp",
                        "\"[1\" (expected: what `lateen canary` writes); it has no effect"));
    }

    private static String noted(String virtualService, String note) {
        return virtualService.replace(
                "metadata: {",
                "metadata: {annotations: {traffic.lateen.dev/ramp: \"" + note.replace("'", "\\\"") + "\"}, ");
    }
}

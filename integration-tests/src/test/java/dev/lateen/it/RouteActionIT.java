package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a rule does with a request before and after its destination: headers, authority, path, timeout.
@Proves("VirtualService http[].{rewrite,timeout,headers,route[].headers}")
class RouteActionIT {

    private static final String HOST = "x.example.com";
    private static Mesh mesh;
    private static MeshWorkload httpbin;
    private static MeshWorkload caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        caller = mesh.workload("caller", "v1");
        httpbin = mesh.workload("httpbin", "v1", RouteActionIT::answer);
        mesh.apply(Yaml.gateway("default/gateway", "*"));
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    private static Answer answer(ReceivedRequest request) throws InterruptedException {
        return switch (request.target()) {
            case "/hang" -> {
                Thread.currentThread().join(); // until the mesh ends
                yield Answer.ok("never");
            }
            case "/slow-body" ->
                Answer.streamed(sink -> {
                    for (int i = 0; i < 4; i++) {
                        sink.write("piece ".getBytes(StandardCharsets.US_ASCII));
                        LockSupport.parkNanos(150_000_000);
                    }
                });
            case "/stuck-body" ->
                Answer.streamed(sink -> {
                    sink.write("piece ".getBytes(StandardCharsets.US_ASCII));
                    Thread.currentThread().join(); // until the mesh ends
                });
            default -> Answer.ok("body").withHeader("x-origin", "origin").withHeader("x-gone", "origin");
        };
    }

    /// The same rules for the gateway's clients and for the caller's sidecar.
    private static String rules(String http) {
        return Yaml.virtualService("default/a", HOST, "gateway", http)
                + Yaml.virtualService("default/b", "httpbin", "mesh", http);
    }

    enum Via {
        GATEWAY,
        SIDECAR;

        RawResponse get(String path, String... headers) {
            return this == GATEWAY
                    ? Calls.gateway(mesh.gatewayPort(), HOST, path, headers)
                    : Calls.mesh(caller.sidecar(), "httpbin:8000", path, headers);
        }

        ReceivedRequest forwarded(String path, String... headers) {
            RawResponse response = get(path, headers);
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
            return httpbin.origin().takeRequest();
        }
    }

    @ParameterizedTest
    @MethodSource("vias")
    void headersOfTheRouteComeBeforeThoseOfTheDestination(Via via) {
        String http = """
                - headers:
                    request: {set: {x-set: route, x-both: route}, add: {x-add: route}, remove: [x-gone, x-both]}
                    response: {set: {x-set: route, x-origin: route}, add: {x-add: route}, remove: [X-Gone]}
                  route:
                  - destination: {host: httpbin.default.svc.cluster.local}
                    headers:
                      request: {set: {x-set: destination}, add: {x-add: destination}, remove: [x-both]}
                      response: {set: {x-set: destination}, add: {x-add: destination, x-origin: destination}}
                """;
        try (Applied _ = Applied.to(mesh, rules(http))) {
            // When
            RawResponse response =
                    via.get("/", "X-Set: client", "x-add: client", "X-Gone: client", "x-both: client", "x-other: 1");
            ReceivedRequest request = httpbin.origin().takeRequest();
            // Then
            assertThat(request.headers("x-set")).containsExactly("destination");
            assertThat(request.headers("x-add")).containsExactly("client", "route", "destination");
            assertThat(request.headers("x-gone")).isEmpty();
            assertThat(request.headers("x-both")).isEmpty();
            assertThat(request.headers("x-other")).containsExactly("1");
            assertThat(response.headers("x-set")).containsExactly("destination");
            assertThat(response.headers("x-add")).containsExactly("route", "destination");
            assertThat(response.headers("x-origin")).containsExactly("route", "destination");
            assertThat(response.headers("x-gone")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("vias")
    void withinOneLevelRemovalsComeFirstAndEmptyValuesChangeNothing(Via via) {
        String http = """
                - headers:
                    request:
                      remove: [x-a, x-b]
                      set: {x-a: set, x-empty: "", x-percent: "100%%"}
                      add: {x-b: added}
                  route:
                  - destination: {host: httpbin.default.svc.cluster.local}
                """;
        try (Applied _ = Applied.to(mesh, rules(http))) {
            ReceivedRequest request = via.forwarded("/", "x-a: client", "x-b: client", "x-empty: client");
            assertThat(request.headers("x-a")).containsExactly("set");
            assertThat(request.headers("x-b")).containsExactly("added");
            assertThat(request.headers("x-empty")).containsExactly("client");
            assertThat(request.headers("x-percent")).containsExactly("100%");
        }
    }

    static Stream<Via> vias() {
        return Stream.of(Via.values());
    }

    /// Rule, header of the route, header of the destination, expected Host; `-` for none.
    @ParameterizedTest
    @CsvSource({
        "rewrite.org, -, -, rewrite.org",
        "-, route.org, -, route.org",
        "-, -, destination.org, destination.org",
        "-, route.org, destination.org, route.org",
        "rewrite.org, -, destination.org, rewrite.org",
        "'rewrite.org:81', -, -, 'rewrite.org:81'",
        "-, -, -, -"
    })
    void theAuthorityOfTheRouteWinsOverTheDestinations(
            String rewrite, String route, String destination, String expected) {
        String http = "- route:\n  - destination: {host: httpbin.default.svc.cluster.local}\n"
                + (destination.equals("-") ? "" : "    headers: {request: {set: {Host: '" + destination + "'}}}\n")
                + (rewrite.equals("-") ? "" : "  rewrite: {authority: '" + rewrite + "'}\n")
                + (route.equals("-") ? "" : "  headers: {request: {set: {':authority': '" + route + "'}}}\n");
        try (Applied _ = Applied.to(mesh, rules(http))) {
            assertThat(Via.GATEWAY.forwarded("/").headers("host"))
                    .containsExactly(expected.equals("-") ? HOST : expected);
            assertThat(Via.SIDECAR.forwarded("/").headers("host"))
                    .containsExactly(expected.equals("-") ? "httpbin:8000" : expected);
        }
    }

    /// Match, rewrite.uri, request, what the upstream gets.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{uri: {prefix: /foo}}   | /           | /foo/bar?q=1&r | //bar?q=1&r",
                "{uri: {prefix: /foo}}   | /           | /foo           | /",
                "{uri: {prefix: /foo}}   | /           | /foobar        | /bar",
                "{uri: {prefix: /foo/}}  | /           | /foo/bar       | /bar",
                "{uri: {prefix: /foo/}}  | /x          | /foo/bar       | /xbar",
                "{uri: {prefix: /foo}}   | /x/y        | /foo/bar?      | /x/y/bar?",
                "{uri: {prefix: /FOO}, ignoreUriCase: true} | /x | /fOo/Bar | /x/Bar",
                "{uri: {exact: /foo}}    | /x          | /foo?a=/foo    | /x?a=/foo",
                "{uri: {regex: '/f.*'}}  | /x          | /foo/bar?q     | /x?q",
                "{method: {exact: GET}}  | /x          | /a             | /xa",
                "                        | /x          | /a/b?q         | /xa/b?q",
                "                        | /x/         | /a/b           | /x/a/b",
                "{uri: {prefix: /foo}}   | /x          | /foo/%2Fa%20b  | /x/%2Fa%20b",
                "{uri: {prefix: /foo}}   | /x          | /a/../foo/b    | /x/b"
            })
    void aRewriteOfThePathIsLiteral(String match, String uri, String path, String expected) {
        String http = (match == null ? "- " : "- match: [" + match + "]\n  ") + "rewrite: {uri: " + uri
                + "}\n  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";
        try (Applied _ = Applied.to(mesh, rules(http))) {
            for (Via via : Via.values()) {
                ReceivedRequest request = via.forwarded(path);
                assertThat(request.target()).as(via.toString()).isEqualTo(expected);
                assertThat(request.headers("x-envoy-original-path")).containsExactly(path);
            }
        }
    }

    /// Expression, replacement, request, what the upstream gets.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^/service/([^/]+)(/.*)$ | '\\2/instance/\\1' | /service/foo/v1/api?q=1 | /v1/api/instance/foo?q=1",
                "one       | two    | /xxx/one/yyy/one?one | /xxx/two/yyy/two?one",
                "'(?i)/X/' | /y/    | /a/x/b   | /a/y/b",
                "nothing   | x      | /a?b     | /a?b",
                "^/        | x      | /a       | /xa",
                "'.*'      | '/\\0' | /a       | //a"
            })
    void anExpressionIsReplacedInThePathAlone(String regex, String replacement, String path, String expected) {
        String http = "- rewrite: {uriRegexRewrite: {match: '" + regex + "', rewrite: '" + replacement
                + "'}, authority: new.example}\n  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";
        try (Applied _ = Applied.to(mesh, rules(http))) {
            for (Via via : Via.values()) {
                ReceivedRequest request = via.forwarded(path);
                assertThat(request.target()).as(via.toString()).isEqualTo(expected);
                assertThat(request.headers("host")).containsExactly("new.example");
                assertThat(request.headers("x-envoy-original-path")).containsExactly(path);
            }
        }
    }

    @Test
    void withoutARewriteThereIsNoOriginalPath() {
        ReceivedRequest request = Via.SIDECAR.forwarded("/a//b/%2F?q");
        assertThat(request.target()).isEqualTo("/a//b/%2F?q");
        assertThat(request.headers("x-envoy-original-path")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GATEWAY", "SIDECAR"})
    void aHangingUpstreamMeetsTheTimeout(Via via) {
        try (Applied _ = Applied.to(mesh, rules(timeout("2s")))) {
            RawResponse response = via.get("/hang");
            assertThat(response.status()).as(response.toString()).isEqualTo(504);
            assertThat(response.bodyText()).contains("(UT response_timeout)");
            assertThat(response.headers("x-code")).containsExactly("504 UT");
            httpbin.origin().takeRequest();
            // The next request of the same route is well.
            assertThat(via.forwarded("/").target()).isEqualTo("/");
        }
    }

    /// Nobody at a gateway may, which strips the header of clients from outside.
    @Test
    void aCallerInTheMeshMaySayHowLongItWaits() {
        try (Applied _ = Applied.to(mesh, rules(timeout("1h")))) {
            RawResponse response = Via.SIDECAR.get("/hang", "x-envoy-upstream-rq-timeout-ms: 1000");
            assertThat(response.status()).as(response.toString()).isEqualTo(504);
            assertThat(response.bodyText()).contains("(UT response_timeout)");
            httpbin.origin().takeRequest();
        }
    }

    @Test
    void theTimeoutBeginsWhenTheRequestIsWhole() throws IOException {
        try (Applied _ = Applied.to(mesh, rules(timeout("2s")));
                RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            long begin = System.nanoTime();
            client.send("POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 2\r\n\r\nx");
            Eventually.await("more than the timeout", () -> System.nanoTime() - begin > 2_500_000_000L);
            assertThat(client.send("y").read().status()).isEqualTo(200);
            httpbin.origin().takeRequest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GATEWAY", "SIDECAR"})
    void aSlowBodyWithinTheTimeoutIsWhole(Via via) {
        try (Applied _ = Applied.to(mesh, rules(timeout("10s")))) {
            RawResponse response = via.get("/slow-body");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("piece ".repeat(4));
            httpbin.origin().takeRequest();
        }
    }

    @Test
    void aBodyThatOutlastsTheTimeoutIsCutSoThatTheClientNotices() throws IOException {
        try (Applied _ = Applied.to(mesh, rules(timeout("2s")));
                RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            client.send("GET /stuck-body HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            String all = new String(client.readUntilClose(), StandardCharsets.ISO_8859_1);
            assertThat(all).startsWith("HTTP/1.1 200 OK").doesNotContain("0\r\n\r\n");
            httpbin.origin().takeRequest();
        }
    }

    private static String timeout(String duration) {
        return "- timeout: " + duration
                + "\n  headers: {response: {set: {x-code: '%RESPONSE_CODE% %RESPONSE_FLAGS%'}}}\n"
                + "  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";
    }
}

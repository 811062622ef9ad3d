package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every condition of `HTTPMatchRequest` over real sockets: once through the gateway, once from sidecar to sidecar.
@Proves("VirtualService http[].match[].{uri,ignoreUriCase,scheme,method,headers,withoutHeaders,queryParams}")
class MatchTableIT {

    private static Mesh mesh;
    private static MeshWorkload caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start(2);
        caller = mesh.workload("caller", "v1");
        mesh.workload("httpbin", "v1");
        mesh.workload("httpbin", "v2");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS);
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    /// A request as method, target and headers, and whether the condition holds.
    record Request(boolean matches, String method, String path, String... headers) {}

    private static Request yes(String path, String... headers) {
        return new Request(true, "GET", path, headers);
    }

    private static Request no(String path, String... headers) {
        return new Request(false, "GET", path, headers);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row("uri: {exact: /a}", yes("/a"), yes("/a?x=1"), no("/a/"), no("/A"), no("/ab")),
                row("uri: {exact: /a}, ignoreUriCase: true", yes("/A"), yes("/a"), no("/b")),
                row("uri: {prefix: /foo}", yes("/foo"), yes("/foobar"), yes("/foo/x?y"), no("/fo"), no("/Foo")),
                row("uri: {prefix: /Foo}, ignoreUriCase: true", yes("/fOObar"), no("/fob")),
                row("uri: {regex: '/v[0-9]+/.*'}", yes("/v1/x"), yes("/v22/"), no("/v/x"), no("/a/v1/x"), no("/v1")),
                row("uri: {exact: /b}", yes("/a/../b"), yes("/./b"), yes("/a/%2e%2e/b"), yes("/a\\..\\b"), no("//b")),
                row("uri: {prefix: ''}", yes("/anything")),
                row("scheme: {exact: http}", yes("/")),
                row("scheme: {exact: https}", no("/")),
                row("scheme: {prefix: ht}", yes("/")),
                row("scheme: {regex: 'https'}", no("/")),
                row("method: {exact: POST}", new Request(true, "POST", "/"), no("/")),
                row("method: {prefix: P}", new Request(true, "POST", "/"), new Request(true, "PUT", "/"), no("/")),
                row(
                        "method: {regex: 'PUT|DELETE'}",
                        new Request(true, "PUT", "/"),
                        new Request(true, "DELETE", "/"),
                        no("/")),
                row(
                        "headers: {x-a: {exact: one}}",
                        yes("/", "X-A: one"),
                        no("/", "x-a: One"),
                        no("/"),
                        no("/", "x-a: onex")),
                row("headers: {x-a: {prefix: on}}", yes("/", "x-a: one"), no("/", "x-a: o"), no("/")),
                row("headers: {x-a: {regex: 'o.e'}}", yes("/", "x-a: one"), no("/", "x-a: oone"), no("/")),
                row("headers: {x-a: {regex: '.*'}}", yes("/", "x-a: "), no("/")),
                row("headers: {x-a: {}}", yes("/", "x-a: "), yes("/", "x-a: 1"), no("/")),
                row("headers: {x-a: {regex: '*'}}", yes("/", "x-a: 1"), no("/")),
                row("headers: {x-a: {exact: 'one,two'}}", yes("/", "x-a: one", "X-A: two"), no("/", "x-a: one")),
                row("withoutHeaders: {x-a: {exact: one}}", no("/", "x-a: one"), yes("/", "x-a: two"), yes("/")),
                row("withoutHeaders: {x-a: {prefix: on}}", no("/", "x-a: one"), yes("/", "x-a: two"), yes("/")),
                row("withoutHeaders: {x-a: {regex: '.*'}}", no("/", "x-a: one"), no("/")),
                row("withoutHeaders: {x-a: {}}", no("/", "x-a: one"), yes("/")),
                row(
                        "queryParams: {q: {exact: '1'}}",
                        yes("/?q=1"),
                        yes("/?p=2&q=1"),
                        yes("/?q=1&q=2"),
                        no("/?q=2&q=1"),
                        no("/")),
                row("queryParams: {q: {exact: ''}}", yes("/?q"), yes("/?q="), no("/?q=1"), no("/")),
                row("queryParams: {q: {prefix: ab}}", yes("/?q=abc"), no("/?q=a")),
                row("queryParams: {q: {regex: '[0-9]+'}}", yes("/?q=12"), no("/?q=1x")),
                row("queryParams: {q: {regex: '*'}}", yes("/?q"), no("/")),
                row("queryParams: {q: {}}", yes("/?q"), yes("/?q=x"), no("/?r=x")),
                row(
                        "headers: {x-a: {exact: one}}, uri: {prefix: /p}",
                        yes("/p", "x-a: one"),
                        no("/p"),
                        no("/", "x-a: one")));
    }

    private static Arguments row(String match, Request... requests) {
        return Arguments.of(match, List.of(requests));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void throughTheGateway(String match, List<Request> requests) throws IOException {
        mesh.apply(Yaml.virtualService(rules(match)));
        for (Request request : requests) {
            try (RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
                check(client.request(request.method(), request.path(), request.headers()), match, request);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void fromSidecarToSidecar(String match, List<Request> requests) throws IOException {
        mesh.apply(Yaml.virtualService(rules(match))
                .replace("name: httpbin", "name: httpbin-mesh")
                .replace("hosts: [\"*\"]", "hosts: [httpbin]")
                .replace("gateways: [gateway]", "gateways: [mesh]"));
        for (Request request : requests) {
            try (RawHttpClient client = RawHttpClient.connect(caller.sidecar().outboundPort())) {
                String target = "http://httpbin:" + Mesh.SERVICE_PORT + request.path();
                check(client.request(request.method(), target, request.headers()), match, request);
            }
        }
    }

    private static String rules(String match) {
        return """
                - match:
                  - {%s}
                  route:
                  - destination: {host: httpbin, subset: v2}
                - route:
                  - destination: {host: httpbin, subset: v1}
                """.formatted(match);
    }

    private static void check(RawResponse response, String match, Request request) {
        assertThat(response.header("x-version"))
                .as(match + " on " + request.method() + " " + request.path() + " " + List.of(request.headers())
                        + " got " + response)
                .hasValue(request.matches() ? "v2" : "v1");
    }
}

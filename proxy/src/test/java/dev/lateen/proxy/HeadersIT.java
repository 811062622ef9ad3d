package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersIT {

    private static Snapshot with(Listener.Kind kind, int port, RouteAction.Forward forward) {
        return Snapshots.of(kind, List.of(Snapshots.route(0, null, forward)), Snapshots.cluster("a", port));
    }

    private static RouteAction.Forward rewrite(String prefix, String replacement) {
        return new RouteAction.Forward(
                List.of(Snapshots.to("a", 1)),
                prefix == null ? new PathRewrite.Whole(replacement) : new PathRewrite.Prefix(prefix, replacement),
                "new.example:90",
                0,
                HeaderEdits.NONE,
                HeaderEdits.NONE);
    }

    @Test
    void editsOfTheRouteComeBeforeThoseOfTheDestination() throws Exception {
        // Given
        var routeEdits = new HeaderEdits(
                List.of(new Header("X-Set", "route")),
                List.of(new Header("X-Add", "route"), new Header("X-Empty", "")),
                List.of("x-gone"));
        var destinationEdits = new HeaderEdits(
                List.of(new Header("x-set", "destination")), List.of(new Header("x-add", "destination")), List.of());
        var destination = new RouteAction.Destination("a", 1, null, destinationEdits, destinationEdits);
        var forward = new RouteAction.Forward(List.of(destination), null, null, 0, routeEdits, routeEdits);
        try (var origin = OriginServer.answering(
                        Answer.ok("x").withHeader("X-Gone", "1").withHeader("X-Set", "origin"));
                var proxy = TestProxy.start(with(Listener.Kind.GATEWAY, origin.port(), forward))) {
            // When
            var response = proxy.get("/", "X-Gone: 1", "X-Set: client", "X-Add: client");

            // Then
            var request = origin.takeRequest();
            assertThat(request.headers("x-set")).containsExactly("destination");
            assertThat(request.headers("x-add")).containsExactly("client", "route", "destination");
            assertThat(request.header("x-gone")).isEmpty();
            assertThat(request.header("x-empty")).isEmpty();
            assertThat(response.headers("x-set")).containsExactly("destination");
            assertThat(response.headers("x-add")).containsExactly("route", "destination");
            assertThat(response.header("x-gone")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a/, /, /a/b?q=1, /b?q=1",
        "/a, /x, /a/b, /x/b",
        "/a, /, /a/b, //b",
        "/a, '', /a, /",
        ", /whole, /a/b?q, /whole?q",
        "/a, /x, /z/../a/b, /x/b"
    })
    void aRewriteReplacesThePrefixLiterally(String prefix, String replacement, String path, String expected)
            throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(with(Listener.Kind.GATEWAY, origin.port(), rewrite(prefix, replacement)))) {
            proxy.get(path);
            var request = origin.takeRequest();
            assertThat(request.target()).isEqualTo(expected);
            assertThat(request.header("x-envoy-original-path")).contains(path);
            assertThat(request.headers("host")).containsExactly("new.example:90");
        }
    }

    @Test
    void dotSegmentsAreForwardedResolvedAndTheRestAsItIs() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            proxy.get("/a/../b//c%2Fd?x=../y");
            assertThat(origin.takeRequest().target()).isEqualTo("/b//c%2Fd?x=../y");
        }
    }

    @Test
    void hopByHopHeadersEndHere() throws Exception {
        try (var origin = OriginServer.answering(
                        Answer.ok("x").withHeader("X-Hop", "1").withHeader("Connection", "X-Hop"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            var response =
                    proxy.get("/", "Connection: X-Mine, keep-alive", "X-Mine: 1", "TE: trailers", "Keep-Alive: 5");
            var head = origin.takeRequest().headText().toLowerCase();
            assertThat(head).doesNotContain("x-mine", "connection", "te:", "keep-alive");
            assertThat(response.header("x-hop")).isEmpty();
            assertThat(response.header("connection")).isEmpty();
        }
    }

    @Test
    void theEdgeDoesNotTrustWhatComesFromOutside() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            proxy.get(
                    "/",
                    "X-Forwarded-For: 1.2.3.4",
                    "X-Forwarded-For: 5.6.7.8",
                    "X-Forwarded-Proto: https",
                    "X-Request-Id: mine",
                    "X-Envoy-Retry-On: 5xx",
                    "x-envoy-peer-metadata: w=evil",
                    "X-Envoy-Attempt-Count: 7");
            var request = origin.takeRequest();
            assertThat(request.headers("x-forwarded-for")).containsExactly("1.2.3.4, 5.6.7.8, 127.0.0.1");
            assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
            assertThat(request.headers("x-request-id")).hasSize(1).noneMatch("mine"::equals);
            assertThat(request.header("x-request-id").orElseThrow())
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(request.header("x-envoy-retry-on")).isEmpty();
            assertThat(request.header("x-envoy-peer-metadata")).isEmpty();
            assertThat(request.headers("x-envoy-attempt-count")).containsExactly("1");
            assertThat(request.header("x-envoy-external-address")).contains("127.0.0.1");
            assertThat(request.header("x-b3-traceid").orElseThrow()).matches("[0-9a-f]{32}");
            assertThat(request.header("x-b3-spanid").orElseThrow()).matches("[0-9a-f]{16}");
            assertThat(request.header("x-b3-sampled").orElseThrow()).matches("[01]");
        }
    }

    @Test
    void anInternalClientKeepsItsRequestId() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            proxy.get("/", "X-Request-Id: mine");
            var request = origin.takeRequest();
            assertThat(request.headers("x-request-id")).containsExactly("mine");
            assertThat(request.header("x-envoy-internal")).contains("true");
        }
    }

    @Test
    void sidecarsKeepForwardingAndTracingHeaders() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(
                        with(Listener.Kind.INBOUND, origin.port(), Snapshots.forward(Snapshots.to("a", 1))))) {
            proxy.get(
                    "/",
                    "X-Forwarded-For: 1.2.3.4",
                    "X-Forwarded-Proto: https",
                    "X-Request-Id: mine",
                    "X-B3-TraceId: 1",
                    "X-B3-SpanId: 2");
            var request = origin.takeRequest();
            assertThat(request.headers("x-forwarded-for")).containsExactly("1.2.3.4");
            assertThat(request.headers("x-forwarded-proto")).containsExactly("https");
            assertThat(request.headers("x-request-id")).containsExactly("mine");
            assertThat(request.headers("x-b3-traceid")).containsExactly("1");
            assertThat(request.headers("x-b3-spanid")).containsExactly("2");
            assertThat(request.header("x-b3-sampled")).isEmpty();
        }
    }

    @Test
    void meshPeersIntroduceThemselvesAndApplicationsNeverSeeIt() throws Exception {
        // Given
        var self = new WorkloadRef("web-1", "shop;x", "web", "v%1", "web", "v1", "local");
        try (var application = OriginServer.answering(Answer.ok("x"));
                var inbound = TestProxy.start(
                        with(Listener.Kind.INBOUND, application.port(), Snapshots.forward(Snapshots.to("a", 1))))) {
            var peer = new Endpoint("127.0.0.1", inbound.port(), 1, true, WorkloadRef.UNKNOWN);
            var snapshot = Snapshots.of(
                    Listener.Kind.GATEWAY,
                    List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)))),
                    Snapshots.cluster("a", Cluster.LoadBalancing.LEAST_REQUEST, List.of(peer)));
            try (var gateway = TestProxy.start(snapshot, config -> config.withSelf(self))) {
                // When
                gateway.get("/");

                // Then
                assertThat(inbound.one().peer()).isEqualTo(self);
                assertThat(application.takeRequest().header("x-envoy-peer-metadata"))
                        .isEmpty();
            }
        }
    }

    @Test
    void theUpstreamsServerHeaderStaysWhenConfiguredSo() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x").withHeader("Server", "origin/1"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withServerHeader(""))) {
            assertThat(proxy.get("/").headers("server")).containsExactly("origin/1");
        }
    }
}

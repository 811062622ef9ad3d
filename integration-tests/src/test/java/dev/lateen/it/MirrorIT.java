package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies of requests, through the gateway and through a sidecar.
@Proves("VirtualService http[].{mirror,mirrors,mirrorPercentage,mirrorPercent}")
class MirrorIT {

    private static final String ROUTE = "  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";
    private static final String TO_SHADOW =
            "- mirror: {host: shadow.default.svc.cluster.local, port: {number: 8000}}\n" + ROUTE;

    private static TwoWays ways;
    private static MeshWorkload shadow;
    private static MeshWorkload second;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request -> Answers.of("v1", request));
        shadow = ways.mesh().workload("shadow", "v1", request -> Answers.of("shadow", request));
        second = ways.mesh().workload("second", "v1", request -> Answers.of("second", request));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    private static long dropped() {
        return ways.mesh().gateway().engine().stats().mirrorsDropped();
    }

    private static long failed() {
        return ways.mesh().gateway().engine().stats().mirrorsFailed();
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void aCopyIsTheRequestWithAnotherHost(Via via) throws IOException {
        String edits = "  rewrite: {uri: /new}\n  headers: {request: {set: {x-edited: 'yes'}}}\n";
        try (Applied _ = ways.rules(TO_SHADOW + edits);
                RawHttpClient client = ways.connect(via)) {
            client.send(via.request("POST", "/old?q", "X-One: 1\r\nContent-Length: 5\r\n\r\nhello"));
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("x-version")).hasValue("v1");
            ReceivedRequest live = ways.received();
            ReceivedRequest copy = shadow.origin().takeRequest();
            assertThat(copy.method()).isEqualTo("POST");
            assertThat(copy.target()).isEqualTo(live.target()).startsWith("/new");
            assertThat(copy.bodyText()).isEqualTo("hello");
            assertThat(copy.headers("x-one")).containsExactly("1");
            assertThat(copy.headers("x-edited")).containsExactly("yes");
            assertThat(copy.header("x-request-id")).isEqualTo(live.header("x-request-id"));
            assertThat(copy.headers("host"))
                    .containsExactly(via == Via.GATEWAY ? "x.example.com-shadow" : "httpbin-shadow:8000");
        }
    }

    @Test
    void aBodyInChunksIsCopiedWithItsTrailers() throws IOException {
        try (Applied _ = ways.rules(TO_SHADOW);
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            client.send(Via.GATEWAY.request("PUT", "/c", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
            client.send("6\r\n world\r\n0\r\nx-sum: 11\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(ways.received().bodyText()).isEqualTo("hello world");
            ReceivedRequest copy = shadow.origin().takeRequest();
            assertThat(copy.bodyText()).isEqualTo("hello world");
            assertThat(copy.trailers()).hasSize(1);
        }
    }

    @Test
    void severalMirrorsGetACopyEach() {
        String http = """
                - mirrors:
                  - {destination: {host: shadow.default.svc.cluster.local, port: {number: 8000}}}
                  - destination: {host: second.default.svc.cluster.local, port: {number: 8000}}
                    percentage: {value: 100}
                """ + ROUTE;
        try (Applied _ = ways.rules(http)) {
            ways.forwarded(Via.GATEWAY, "/both");
            assertThat(shadow.origin().takeRequest().target()).isEqualTo("/both");
            assertThat(second.origin().takeRequest().target()).isEqualTo("/both");
        }
    }

    /// A marker behind it shows that no copy was still on its way.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mirrorPercentage: {value: 0}", "mirrorPercent: 0"})
    void zeroPercentIsNoCopy(String share) {
        try (Applied _ = ways.rules(TO_SHADOW + "  " + share + "\n")) {
            ways.forwarded(Via.GATEWAY, "/none");
        }
        try (Applied _ = ways.rules(TO_SHADOW)) {
            ways.forwarded(Via.GATEWAY, "/marker");
            assertThat(shadow.origin().takeRequest().target()).isEqualTo("/marker");
        }
    }

    /// 400 requests at 50 %: fewer than 100 or more than 300 copies would happen once in 10^24 runs.
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mirrorPercentage: {value: 50}", "mirrorPercent: 50"})
    void aShareIsCopied(String share) throws IOException {
        long before = ways.mesh().gateway().engine().stats().totalMirrors();
        try (Applied _ = ways.rules(TO_SHADOW + "  " + share + "\n");
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            for (int i = 0; i < 400; i++) {
                client.send(Via.GATEWAY.request("GET", "/some", "\r\n"));
                assertThat(client.read().status()).isEqualTo(200);
                ways.received();
            }
        }
        long copies = ways.mesh().gateway().engine().stats().totalMirrors() - before;
        assertThat(copies).isBetween(100L, 300L);
        for (int i = 0; i < copies; i++) {
            assertThat(shadow.origin().takeRequest().target()).isEqualTo("/some");
        }
    }

    /// The live request is served while its mirror does not even read, and what does not fit is dropped and counted.
    @Test
    void aMirrorThatTakesNothingDelaysNobody() throws IOException {
        try (ListenFault hanging = ListenFault.hanging();
                Applied _ = ways.rules(
                        TO_SHADOW.replace("shadow.default.svc.cluster.local", "deaf.test"), deaf(hanging.port()));
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            long before = dropped();
            byte[] piece = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            int pieces = 12; // of 1 MiB; a copy may hold 8 of them
            client.send(Via.GATEWAY.request("POST", "/big", "Content-Length: " + pieces * piece.length + "\r\n\r\n"));
            for (int i = 0; i < pieces; i++) {
                client.send(piece);
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(ways.received().body()).hasSize(pieces * piece.length);
            assertThat(dropped()).isEqualTo(before + 1);
        }
    }

    @Test
    void aMirrorThatRefusesIsCountedAndNobodyNotices() throws IOException {
        try (ListenFault refusing = ListenFault.refusing();
                Applied _ = ways.rules(
                        TO_SHADOW.replace("shadow.default.svc.cluster.local", "deaf.test"), deaf(refusing.port()))) {
            long before = failed();
            ways.forwarded(Via.GATEWAY, "/refused");
            Eventually.await("the failed copy is counted", () -> failed() == before + 1);
            Eventually.await(
                    "no copy is under way",
                    () -> ways.mesh().gateway().engine().stats().activeMirrors() == 0);
        }
    }

    private static String deaf(int port) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: deaf, namespace: default}
                spec:
                  hosts: [deaf.test]
                  resolution: STATIC
                  location: MESH_EXTERNAL
                  ports: [{number: 8000, name: http, protocol: HTTP}]
                  endpoints: [{address: 127.0.0.1, ports: {http: %d}}]
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: deaf, namespace: default}
                spec: {host: deaf.test, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 300s}}}}
                """.formatted(port);
    }

    /// Nobody gets a copy of what never leaves.
    @Test
    void whatIsAbortedIsNotCopied() {
        String http = "- match: [{uri: {prefix: /aborted}}]\n"
                + "  fault: {abort: {httpStatus: 418, percentage: {value: 100}}}\n"
                + TO_SHADOW.replace("- mirror", "  mirror") + TO_SHADOW;
        try (Applied _ = ways.rules(http)) {
            assertThat(ways.get(Via.GATEWAY, "/aborted").status()).isEqualTo(418);
            ways.forwarded(Via.GATEWAY, "/marker");
            assertThat(shadow.origin().takeRequest().target()).isEqualTo("/marker");
        }
    }

    /// Names in what is inherited are those of the namespace of the root; a copy has the values made of formats.
    @Test
    void aDelegateInheritsTheMirror() {
        String root = """
                - match: [{uri: {prefix: /team}}]
                  delegate: {name: leaf, namespace: team}
                  mirror: {host: shadow, port: {number: 8000}}
                  corsPolicy: {allowOrigins: [{exact: 'https://a.test'}]}
                  headers: {request: {set: {x-path: '%REQ(:PATH)%'}}}
                """ + "- " + ROUTE.strip() + "\n";
        String leaf = """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: leaf, namespace: team}
                spec:
                  http:
                  - match: [{uri: {prefix: /team/own}}]
                    mirror: {host: second.default.svc.cluster.local, port: {number: 8000}}
                    route: [{destination: {host: httpbin.default.svc.cluster.local}}]
                  - route: [{destination: {host: httpbin.default.svc.cluster.local}}]
                """;
        try (Applied _ = ways.rules(root, leaf)) {
            RawResponse own = ways.get(Via.SIDECAR, "/team/own", "Origin: https://a.test");
            assertThat(own.headers("access-control-allow-origin")).containsExactly("https://a.test");
            assertThat(ways.received().headers("x-path")).containsExactly("/team/own");
            assertThat(second.origin().takeRequest().headers("x-path")).containsExactly("/team/own");
            ways.forwarded(Via.GATEWAY, "/team/else");
            assertThat(shadow.origin().takeRequest().target()).isEqualTo("/team/else");
        }
    }

    /// Copies take no turn of the split.
    @Test
    void copiesDoNotAdvanceTheSplit() {
        try (Mesh mesh = Mesh.start()) {
            mesh.workload("httpbin", "v1");
            mesh.workload("httpbin", "v2");
            mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.virtualService("""
                    - mirror: {host: httpbin, subset: v2}
                      route:
                      - {destination: {host: httpbin, subset: v1}, weight: 90}
                      - {destination: {host: httpbin, subset: v2}, weight: 10}
                    """));
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                seen.add(mesh.get("/").header("x-version").orElse("none"));
            }
            assertThat(seen.stream().filter("v2"::equals)).hasSize(10);
            assertThat(new TreeSet<>(seen)).containsExactly("v1", "v2");
        }
    }
}

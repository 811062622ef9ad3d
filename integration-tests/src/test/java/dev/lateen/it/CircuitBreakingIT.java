package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `connectionPool` limits: what is too much is answered at once, in the client's proxy and in front of the server.
@Proves({
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.connectionPool.{"
            + "tcp.maxConnections,http.http1MaxPendingRequests,http.http2MaxRequests}",
    "Sidecar inboundConnectionPool.{tcp.maxConnections,http.http1MaxPendingRequests,http.http2MaxRequests}"
})
class CircuitBreakingIT {

    private static final String HOST = "httpbin.default.svc.cluster.local";
    private static final Semaphore ANSWERS = new Semaphore(0);
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private static Mesh mesh;
    private static MeshProxy caller;
    private static OriginServer origin;

    @BeforeAll
    static void start() {
        mesh = Mesh.start(2);
        origin = OriginServer.start(_ -> {
            assertThat(ANSWERS.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            return Answer.ok("late");
        });
        mesh.workload("httpbin", "v1", origin);
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/edge", HOST, "gateway", Yaml.rule("all")));
    }

    @AfterAll
    static void stop() {
        ANSWERS.release(100);
        THREADS.shutdownNow();
        caller.close();
        mesh.close();
    }

    private static String rule(String pool) {
        return """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec: {host: httpbin, trafficPolicy: {connectionPool: {%s}}}
                """.formatted(pool);
    }

    private static Future<RawResponse> call() {
        return THREADS.submit((Callable<RawResponse>) () -> Calls.gateway(mesh.gatewayPort(), HOST, "/"));
    }

    /// Until the cluster has so many requests: counted where they are limited, else one connected and the others behind
    /// it.
    private static void await(String pool, int requests) {
        boolean counted = pool.contains("http2MaxRequests");
        Eventually.await(
                "request " + requests,
                () -> mesh.gateway().engine().clusters().stream()
                        .filter(state -> state.cluster().name().startsWith("outbound|8000||httpbin"))
                        .map(ClusterState::use)
                        .anyMatch(use -> counted
                                ? use.requests() == requests
                                : use.connections() == 1 && use.pending() == requests - 1));
    }

    /// So many are allowed; one more is too much.
    @ParameterizedTest(name = "{0}: {1} at once")
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {http2MaxRequests: 2} | 2",
                "tcp: {maxConnections: 1}, http: {http1MaxPendingRequests: 1} | 2",
                "tcp: {maxConnections: 1}, http: {http2MaxRequests: 3} | 3"
            })
    void oneTooManyIsRefused(String pool, int allowed) throws Exception {
        try (Applied _ = Applied.to(mesh, rule(pool))) {
            int before = origin.requests().size();
            var calls = new ArrayList<Future<RawResponse>>();
            for (int i = 1; i <= allowed; i++) {
                calls.add(call());
                await(pool, i);
            }
            RawResponse refused = call().get();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("x-envoy-overloaded")).contains("true");
            assertThat(refused.bodyText()).contains("(UO upstream_reset_before_response_started{overflow})");
            assertThat(origin.requests().size() - before).isLessThanOrEqualTo(allowed);
            ANSWERS.release(allowed);
            for (var call : calls) {
                assertThat(call.get().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsRefusedIsNoErrorOfTheEndpointAndEveryProxyHasLimitsOfItsOwn() throws Exception {
        String host = "api.example.com";
        String entry = Yaml.serviceEntry("api", host, "{address: 127.0.0.1, ports: {http: " + origin.port() + "}}");
        String route = Yaml.virtualService(
                "default/api", host, "gateway,mesh", "- {route: [{destination: {host: " + host + "}}]}\n");
        String policy = "connectionPool: {http: {http2MaxRequests: 1}},"
                + " outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: 100}";
        String rule = rule("").replace("host: httpbin", "host: " + host).replace("connectionPool: {}", policy);
        try (Applied _ = Applied.to(mesh, entry + route + "---\n" + rule)) {
            var proxies = List.<Callable<RawResponse>>of(
                    () -> Calls.gateway(mesh.gatewayPort(), host, "/"), () -> Calls.mesh(caller, host, "/"));
            var firsts = new ArrayList<Future<RawResponse>>();
            for (var proxy : proxies) {
                int known = origin.requests().size();
                firsts.add(THREADS.submit(proxy));
                Eventually.await("its first request", () -> origin.requests().size() == known + 1);
                assertThat(proxy.call().status()).as("its second at once").isEqualTo(503);
            }
            ANSWERS.release(4);
            for (var first : firsts) {
                assertThat(first.get().status()).isEqualTo(200);
            }
            for (var proxy : proxies) {
                assertThat(proxy.call().status())
                        .as("the endpoint is not ejected")
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theServersOwnProxyHasItToo() throws Exception {
        String client = rule("http: {http2MaxRequests: 100}");
        String server = """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: server}
                spec:
                  workloadSelector: {labels: {app: httpbin}}
                  inboundConnectionPool: {http: {http2MaxRequests: 1, http1MaxPendingRequests: 1}, tcp: {maxConnections: 1}}
                """;
        try (Applied _ = Applied.to(mesh, client + server)) {
            int before = origin.requests().size();
            var first = call();
            Eventually.await("one request", () -> origin.requests().size() == before + 1);
            List<Integer> statuses = List.of(call().get().status(), call().get().status());
            assertThat(statuses).containsOnly(503);
            ANSWERS.release();
            assertThat(first.get().status()).isEqualTo(200);
        }
    }
}

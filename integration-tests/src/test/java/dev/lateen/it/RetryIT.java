package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.ReceivedRequest;
import dev.lateen.testkit.Scripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `retries` of a rule and the budgets of a DestinationRule, through a gateway and through a sidecar, counted by the
/// upstream.
@Proves({
    "VirtualService http[].retries.{attempts,perTryTimeout,retryOn,retryIgnorePreviousHosts,backoff}",
    "DestinationRule {trafficPolicy,subsets[].trafficPolicy}.retryBudget"
})
class RetryIT {

    private static final String HOST = "api.example.com";
    private static Mesh mesh;
    private static MeshProxy caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(Yaml.gateway("default/gateway", "*"));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
    }

    enum Via {
        GATEWAY,
        SIDECAR;

        RawHttpClient connect() throws IOException {
            return RawHttpClient.connect(this == GATEWAY ? mesh.gatewayPort() : caller.outboundPort());
        }

        RawResponse send(String method) throws IOException {
            try (var client = connect()) {
                return client.request(method, this == GATEWAY ? "/" : "http://" + HOST + "/", "Host: " + HOST);
            }
        }
    }

    /// Everything for the host to these ports.
    ///
    /// @param rule what stands in the rule besides the route
    private static String to(String rule, int... ports) {
        var endpoints = new StringBuilder();
        for (int port : ports) {
            endpoints.append("{address: 127.0.0.1, ports: {http: " + port + "}}, ");
        }
        return Yaml.serviceEntry("api", HOST, endpoints.toString())
                + Yaml.virtualService(
                        "default/api", HOST, "gateway,mesh", """
                        - {%s route: [{destination: {host: %s, subset: all}}]}
                        """.formatted(rule.isEmpty() ? "" : rule + ", ", HOST));
    }

    private static String policy(String policy) {
        return PolicyTableIT.Place.RULE.rule(policy, "");
    }

    private static final String PLAIN = policy("loadBalancer: {simple: RANDOM}");

    private static List<String> attempts(OriginServer origin) {
        return origin.requests().stream().map(RetryIT::attempt).toList();
    }

    private static String attempt(ReceivedRequest request) {
        return request.header("x-envoy-attempt-count").orElse("-");
    }

    static Stream<Via> vias() {
        return Stream.of(Via.values());
    }

    @ParameterizedTest(name = "{0}: a {1} that gets {2} is sent {3} times")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | GET | 503 | 1",
                "retries: {attempts: 0} | GET | 503 | 1",
                "retries: {attempts: 3} | GET | 503 | 1",
                "'retries: {attempts: 3, retryOn: 5xx, backoff: 1ms}' | GET | 500 | 4",
                "'retries: {attempts: 3, retryOn: 5xx, backoff: 1ms}' | POST | 500 | 4",
                "'retries: {attempts: 1, retryOn: gateway-error}' | GET | 502 | 2",
                "'retries: {attempts: 1, retryOn: gateway-error}' | GET | 500 | 1",
                "'retries: {attempts: 1, retryOn: retriable-4xx}' | GET | 409 | 2",
                "'retries: {attempts: 1, retryOn: ''reset, 418''}' | GET | 418 | 2",
                "'retries: {attempts: 1, retryOn: ''reset, 418''}' | GET | 503 | 1"
            })
    void anAnswerIsReplacedAsTheRuleSays(String rule, String method, int status, int sent) throws IOException {
        for (Via via : Via.values()) {
            try (var origin = OriginServer.answering(Answer.status(status));
                    Applied _ = Applied.to(mesh, to(rule, origin.port()) + PLAIN)) {
                assertThat(via.send(method).status()).isEqualTo(status);
                assertThat(attempts(origin))
                        .isEqualTo(List.of("1", "2", "3", "4").subList(0, sent));
            }
        }
    }

    /// What stands in the head of an answer of 200, which is passed on when there is no further attempt.
    ///
    /// @param sent requests that reach the upstream
    @ParameterizedTest(name = "{0}: {1} is sent {2} times")
    @CsvSource(
            delimiter = '|',
            value = {
                "cancelled | grpc-status: 1 | 2",
                "deadline-exceeded | grpc-status: 4 | 2",
                "resource-exhausted | grpc-status: 8 | 2",
                "internal | grpc-status: 13 | 2",
                "unavailable | grpc-status: 14 | 2",
                "'cancelled,unavailable' | grpc-status: 14 | 2",
                "cancelled | grpc-status: 14 | 1",
                "internal | grpc-status: 0 | 1",
                "5xx | grpc-status: 14 | 1",
                "'' | grpc-status: 14 | 1",
                "envoy-ratelimited | x-envoy-ratelimited: true | 2",
                "5xx | x-envoy-ratelimited: true | 1"
            })
    void aHeaderOfAnAnswerIsAReason(String retryOn, String header, int sent) throws IOException {
        String rule = retryOn.isEmpty() ? "" : "retries: {attempts: 1, backoff: 1ms, retryOn: '" + retryOn + "'}";
        String[] parts = header.split(": ");
        for (Via via : Via.values()) {
            try (var origin = OriginServer.answering(Answer.status(200).withHeader(parts[0], parts[1]));
                    Applied _ = Applied.to(mesh, to(rule, origin.port()) + PLAIN)) {
                var response = via.send("POST");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header(parts[0])).hasValue(parts[1]);
                assertThat(attempts(origin)).isEqualTo(List.of("1", "2").subList(0, sent));
            }
        }
    }

    /// @param sent requests that reach the upstream, of which the first connection is reset
    @ParameterizedTest(name = "{0}: a {1} is sent {2} times")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | GET | 1 | 503",
                "'' | POST | 1 | 503",
                "'retries: {attempts: 2, retryOn: 5xx}' | GET | 2 | 200",
                "'retries: {attempts: 2, retryOn: ''5xx,gateway-error''}' | POST | 1 | 503",
                "'retries: {attempts: 2, retryOn: reset}' | POST | 2 | 200",
                "'retries: {attempts: 2, retryOn: reset-before-request}' | POST | 1 | 503",
                "'retries: {attempts: 2, retryOn: connect-failure}' | PUT | 1 | 503"
            })
    void aPostThatMayHaveArrivedIsRepeatedOnlyWhenReset(String rule, String method, int sent, int status)
            throws IOException {
        for (Via via : Via.values()) {
            var seen = new AtomicInteger();
            try (var origin = RawTcpOrigin.start(connection -> {
                        connection.readHead();
                        if (seen.incrementAndGet() == 1) {
                            connection.reset();
                        } else {
                            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        }
                    });
                    Applied _ = Applied.to(mesh, to(rule, origin.port()) + PLAIN)) {
                assertThat(via.send(method).status()).isEqualTo(status);
                assertThat(seen).hasValue(sent);
            }
        }
    }

    /// With or without a VirtualService: nothing has reached anybody.
    @ParameterizedTest
    @EnumSource(Via.class)
    void whatFindsNoConnectionGoesToAnotherEndpoint(Via via) throws IOException {
        try (var refusing = ListenFault.refusing();
                var origin = OriginServer.answering(Answer.ok("x"));
                Applied _ = Applied.to(mesh, to("", refusing.port(), origin.port()) + PLAIN)) {
            for (int i = 0; i < 20; i++) {
                assertThat(via.send("POST").status()).isEqualTo(200);
            }
            assertThat(origin.requests()).hasSize(20);
            assertThat(attempts(origin)).contains("2");
        }
    }

    /// By chance half of the requests meet the broken endpoint first; then the other one is preferred, unless the rule
    /// says that it does not matter.
    @ParameterizedTest
    @MethodSource("vias")
    void previousHostsAreAvoidedUnlessTheRuleSaysOtherwise(Via via) throws IOException {
        for (boolean ignore : new boolean[] {true, false}) {
            String rule =
                    "retries: {attempts: 1, retryOn: 5xx, backoff: 1ms, retryIgnorePreviousHosts: " + ignore + "}";
            try (var broken = OriginServer.answering(Answer.status(503));
                    var origin = OriginServer.answering(Answer.ok("x"));
                    Applied _ = Applied.to(mesh, to(rule, broken.port(), origin.port()) + PLAIN)) {
                int failed = 0;
                for (int i = 0; i < 100; i++) {
                    failed += via.send("GET").status() == 503 ? 1 : 0;
                }
                assertThat(failed > 0).isEqualTo(!ignore); // one in four: not once in 100 is a wonder
            }
        }
    }

    /// A key of the broken endpoint fails as often as it is repeated there; it leaves only when the rule says so.
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"httpHeaderName: x-user", "'httpCookie: {name: user, ttl: 1h}'"})
    void aKeyIsRepeatedAtItsOwnEndpointUnlessTheRuleSaysOtherwise(String key) throws IOException {
        for (String ignore : List.of("", ", retryIgnorePreviousHosts: false", ", retryIgnorePreviousHosts: true")) {
            String rule = "retries: {attempts: 4, retryOn: 5xx, backoff: 1ms" + ignore + "}";
            try (var broken = OriginServer.answering(Answer.status(503));
                    var origin = OriginServer.answering(Answer.ok("x"));
                    Applied _ = Applied.to(
                            mesh,
                            to(rule, broken.port(), origin.port())
                                    + policy("loadBalancer: {consistentHash: {" + key + "}}"))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(keyed(i).headers("set-cookie")).hasSize(key.contains("Cookie") ? 1 : 0);
                }
                boolean leaves = ignore.endsWith("true");
                int own = Collections.frequency(attempts(origin), "1");
                assertThat(own).isBetween(1, 19);
                assertThat(broken.requests()).hasSize((20 - own) * (leaves ? 1 : 5));
                assertThat(origin.requests()).hasSize(leaves ? 20 : own);
            }
        }
    }

    private static RawResponse keyed(int user) {
        return Calls.gateway(mesh.gatewayPort(), HOST, "/", "x-user: user" + user);
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void eachAttemptHasItsTimeAndAllOfThemThatOfTheRule(Via via) throws IOException {
        String tries = "retries: {attempts: 2, retryOn: reset, perTryTimeout: 0.05s, backoff: 1ms}";
        try (var origin = RawTcpOrigin.start(Scripts.silent());
                Applied _ = Applied.to(mesh, to(tries, origin.port()) + PLAIN)) {
            var response = via.send("GET");
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.bodyText()).contains("UT").contains("URX").contains("upstream_per_try_timeout");
            Eventually.await("three were made", () -> origin.acceptedConnections() == 3);
        }
        String waits = "timeout: 1s, retries: {attempts: 2, retryOn: 5xx, backoff: 1h}";
        try (var origin = OriginServer.answering(Answer.status(503));
                Applied _ = Applied.to(mesh, to(waits, origin.port()) + PLAIN)) {
            var response = via.send("GET");
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.bodyText()).contains("UT").contains("response_timeout");
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /// As a DestinationRule says it, in the rule or in a subset.
    static Stream<String> twoAtOnce() {
        String budget = "retryBudget: {percent: {value: 0}, minRetryConcurrency: 2}";
        String number = "connectionPool: {http: {maxRetries: 2}}";
        String none = "retryBudget: {percent: {value: 0}, minRetryConcurrency: 0}";
        return Stream.of(
                PolicyTableIT.Place.RULE.rule(budget, ""),
                PolicyTableIT.Place.SUBSET.rule(budget, none),
                PolicyTableIT.Place.RULE.rule(number, ""),
                PolicyTableIT.Place.SUBSET.rule(number, "connectionPool: {http: {maxRetries: 9}}"),
                PolicyTableIT.Place.PORT.rule(number, "connectionPool: {http: {maxRetries: 9}}"),
                PolicyTableIT.Place.PORT_OF_SUBSET.rule(number, "connectionPool: {http: {maxRetries: 9}}"));
    }

    /// All first attempts fail at one moment; the repeated ones are held at the upstream.
    @ParameterizedTest
    @MethodSource("twoAtOnce")
    void aBudgetLimitsWhatIsRepeatedAtOnce(String destinationRule) throws IOException {
        int clients = 6;
        var arrived = new CountDownLatch(clients);
        var repeated = new AtomicInteger();
        var release = new CountDownLatch(1);
        String rule = "retries: {attempts: 1, retryOn: 5xx, backoff: 1ms}";
        var open = new ArrayList<RawHttpClient>();
        try (var origin = OriginServer.start(request -> {
                    if (attempt(request).equals("1")) {
                        arrived.countDown();
                        arrived.await(30, TimeUnit.SECONDS);
                        return Answer.status(503);
                    }
                    repeated.incrementAndGet();
                    release.await(30, TimeUnit.SECONDS);
                    return Answer.ok("x");
                });
                Applied _ = Applied.to(mesh, to(rule, origin.port()) + destinationRule)) {
            for (int i = 0; i < clients; i++) {
                open.add(Via.GATEWAY.connect().send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n"));
            }
            Eventually.await(
                    "the others are refused",
                    () -> mesh.gateway().engine().stats().activeExchanges() == 2 && repeated.get() == 2);
            release.countDown();
            int served = 0;
            for (RawHttpClient client : open) {
                served += client.read().status() == 200 ? 1 : 0;
                client.close();
            }
            assertThat(served).isEqualTo(2);
        }
    }

    /// `retry-on: other-destination`: nobody notices that the canary fails always, however its weight is.
    @ParameterizedTest
    @EnumSource(Via.class)
    void aRetryMayLeaveACanaryThatFails(Via via) throws IOException {
        try (var canary = OriginServer.answering(Answer.status(503));
                var stable = OriginServer.answering(Answer.ok("x"));
                Applied _ = Applied.to(mesh, canary(canary.port(), stable.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(via.send("GET").status()).isEqualTo(200);
            }
            assertThat(canary.requests()).hasSize(5);
            assertThat(stable.requests()).hasSize(10);
        }
    }

    private static String canary(int canary, int stable) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: api, annotations: {traffic.lateen.dev/retry-on: other-destination}}
                spec:
                  hosts: [%1$s]
                  gateways: [gateway, mesh]
                  http:
                  - retries: {attempts: 1, retryOn: 5xx, backoff: 1ms}
                    route:
                    - {destination: {host: canary.example.com}, weight: 50}
                    - {destination: {host: stable.example.com}, weight: 50}
                """.formatted(HOST)
                + StatusCases.entry("canary", canary)
                + StatusCases.entry("stable", stable)
                + StatusCases.entry("api", stable);
    }

    /// Nothing can have reached the application: its sidecar tries twice more.
    @Test
    void theSidecarOfAnApplicationThatIsNotThereTriesAgain() throws IOException {
        var gone = OriginServer.answering(Answer.ok("x"));
        mesh.workload("gone", "v1", gone);
        gone.close();
        var response = Calls.mesh(caller, "gone:" + Mesh.SERVICE_PORT, "/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText()).contains("UF,URX");
    }

    @Test
    @Proves("Sidecar inboundConnectionPool.http.maxRetries")
    void theSidecarOfAnApplicationTriesNoMoreAtOnceThanItMay() throws IOException {
        var gone = OriginServer.answering(Answer.ok("x"));
        mesh.workload("away", "v1", gone);
        gone.close();
        assertThat(atOnce("away")).allMatch(body -> body.contains("UF,URX"));
        try (Applied _ = Applied.to(mesh, """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: away}
                spec:
                  workloadSelector: {labels: {app: away}}
                  inboundConnectionPool: {http: {maxRetries: 1}}
                """)) {
            Eventually.await(
                    "one that may not be tried again",
                    () -> atOnce("away").stream().anyMatch(body -> body.contains("UF") && body.contains("UO")));
        }
    }

    private static List<String> atOnce(String service) throws IOException {
        var open = new ArrayList<RawHttpClient>();
        var bodies = new ArrayList<String>();
        String authority = service + ":" + Mesh.SERVICE_PORT;
        for (int i = 0; i < 20; i++) {
            open.add(Via.SIDECAR.connect());
        }
        for (RawHttpClient client : open) {
            client.send("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(authority));
        }
        for (RawHttpClient client : open) {
            bodies.add(client.read().bodyText());
            client.close();
        }
        return bodies;
    }
}

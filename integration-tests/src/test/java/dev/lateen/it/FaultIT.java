package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults on purpose, through the gateway and through a sidecar.
@Proves("VirtualService http[].fault.{delay,abort}")
class FaultIT {

    private static final String ROUTE = "  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";

    private static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request -> Answers.of("v1", request));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    private static String fault(String fault) {
        return "- fault: " + fault + "\n" + ROUTE;
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void anAbortAnswersInPlaceOfTheUpstream(Via via) {
        try (Applied _ = ways.rules(fault("{abort: {httpStatus: 418, percentage: {value: 100}}}"))) {
            RawResponse response = ways.get(via, "/any");
            assertThat(response.status()).isEqualTo(418);
            assertThat(response.bodyText()).startsWith("fault filter abort").contains("(FI fault_filter_abort)");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{abort: {httpStatus: 503}}",
                "{abort: {httpStatus: 503, percentage: {value: 0}}}",
                "{delay: {fixedDelay: 1h}}",
                "{delay: {fixedDelay: 1h, percent: 0}}"
            })
    void withoutAPercentageNothingHappens(String fault) {
        try (Applied _ = ways.rules(fault(fault))) {
            for (Via via : Via.values()) {
                ways.forwarded(via, "/calm");
            }
        }
    }

    /// A status without a body, too, leaves the connection in step.
    @ParameterizedTest
    @CsvSource({"200", "204", "304", "599"})
    void anAbortLeavesTheConnectionInStep(int status) throws IOException {
        try (Applied _ = ways.rules(fault("{abort: {httpStatus: " + status + ", percentage: {value: 100}}}"));
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            for (int i = 0; i < 3; i++) {
                client.send(Via.GATEWAY.request("GET", "/", "\r\n"));
                assertThat(client.read().status()).isEqualTo(status);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void aClientOfGrpcGetsItsStatus(Via via) {
        try (Applied _ = ways.rules(fault("{abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}"))) {
            RawResponse grpc = ways.get(via, "/s/m", "Content-Type: application/grpc+proto");
            assertThat(grpc.status()).isEqualTo(200);
            assertThat(grpc.headers("grpc-status")).containsExactly("14");
            assertThat(grpc.headers("grpc-message")).containsExactly("fault filter abort");
            assertThat(grpc.headers("content-type")).containsExactly("application/grpc");
            assertThat(grpc.body()).isEmpty();
            RawResponse other = ways.get(via, "/s/m");
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.bodyText()).startsWith("fault filter abort");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"percentage: {value: 100}", "percent: 100"})
    void aDelayComesFirstAndTheRequestGoesOn(String share) throws IOException {
        long before = System.nanoTime();
        try (Applied _ = ways.rules(fault("{delay: {fixedDelay: 0.25s, " + share + "}}"));
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            client.send(Via.GATEWAY.request("POST", "/late", "Content-Length: 5\r\n\r\nhello"));
            assertThat(client.read().status()).isEqualTo(200);
            ReceivedRequest received = ways.received();
            assertThat(received.bodyText()).isEqualTo("hello");
        }
        // A lower bound holds on any machine.
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
    }

    @Test
    void aDelayedRequestCanBeAborted() {
        String both = "{delay: {fixedDelay: 0.01s, percentage: {value: 100}},"
                + " abort: {httpStatus: 500, percentage: {value: 100}}}";
        try (Applied _ = ways.rules(fault(both))) {
            RawResponse response = ways.get(Via.GATEWAY, "/");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.bodyText()).contains("(DI,FI fault_filter_abort)");
        }
    }

    /// Nobody waits an hour for a client that has left.
    @Test
    void aClientThatLeavesInsideADelayIsLetGo() throws IOException {
        try (Applied _ = ways.rules(fault("{delay: {fixedDelay: 3600s, percentage: {value: 100}}}"))) {
            var engine = ways.mesh().gateway().engine();
            try (RawHttpClient client = ways.connect(Via.GATEWAY)) {
                client.send(Via.GATEWAY.request("GET", "/", "\r\n"));
                Eventually.await("a request waits", () -> engine.stats().activeExchanges() == 1);
                client.reset();
            }
            Eventually.await("nobody waits", () -> engine.stats().activeExchanges() == 0);
        }
    }

    /// 400 requests at 50 %: fewer than 100 or more than 300 aborts would happen once in 10^24 runs.
    @Test
    void aShareIsAborted() throws IOException {
        int aborted = 0;
        try (Applied _ = ways.rules(fault("{abort: {httpStatus: 503, percentage: {value: 50}}}"));
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            for (int i = 0; i < 400; i++) {
                client.send(Via.GATEWAY.request("GET", "/", "\r\n"));
                if (client.read().status() == 503) {
                    aborted++;
                } else {
                    ways.received();
                }
            }
        }
        assertThat(aborted).isBetween(100, 300);
    }

    private static String annotated(String http, String scope) {
        return Yaml.virtualService("default/a", TwoWays.HOST, "gateway", http)
                .replace("name: a}", "name: a, annotations: {traffic.lateen.dev/fault-scope: " + scope + "}}");
    }

    /// With 64 retries at 50 %, all fail once in 10^19 requests.
    @Test
    void retriesMeetAFaultUnlessItIsTheRequests() {
        String fault = "- fault: {abort: {httpStatus: 503, percentage: {value: 50}}}\n"
                + "  retries: {attempts: 64, retryOn: '503', backoff: 1ms}\n" + ROUTE;
        try (Applied _ = ways.rules(fault)) {
            for (int i = 0; i < 20; i++) {
                ways.forwarded(Via.GATEWAY, "/again");
            }
        }
        int aborted = 0;
        try (Applied _ = Applied.to(ways.mesh(), annotated(fault, "request"))) {
            for (int i = 0; i < 64; i++) {
                if (ways.get(Via.GATEWAY, "/once").status() == 503) {
                    aborted++;
                } else {
                    ways.received();
                }
            }
        }
        assertThat(aborted).isPositive();
    }

    @Test
    void whatIsAbortedEachTimeSaysThatRetriesAreExhausted() {
        String fault = "- fault: {abort: {httpStatus: 503, percentage: {value: 100}}}\n"
                + "  retries: {attempts: 2, retryOn: '503', backoff: 1ms}\n" + ROUTE;
        try (Applied _ = ways.rules(fault)) {
            RawResponse response = ways.get(Via.GATEWAY, "/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("(URX,FI fault_filter_abort)");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'timeout: 0.05s', 504",
        "'retries: {attempts: 1, perTryTimeout: 0.02s, retryOn: 5xx, backoff: 1ms}', 504"
    })
    void aTimeoutCutsADelayOff(String limit, int status) {
        String fault = "- fault: {delay: {fixedDelay: 3600s, percentage: {value: 100}}}\n  " + limit + "\n" + ROUTE;
        try (Applied _ = ways.rules(fault)) {
            RawResponse response = ways.get(Via.GATEWAY, "/");
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.bodyText()).contains("UT");
        }
    }

    @Test
    void inIstiosOrderADelayIsNotCutOff() {
        String fault = "- fault: {delay: {fixedDelay: 2.5s, percentage: {value: 100}}}\n  timeout: 2s\n" + ROUTE;
        try (Applied _ = Applied.to(ways.mesh(), annotated(fault, "request"))) {
            ways.forwarded(Via.GATEWAY, "/late");
        }
    }

    /// A rule that is inherited by a delegate, and a redirect that it has.
    @Test
    void aDelegateInheritsTheFaultAndMayHaveItsOwn() {
        String root = """
                - match: [{uri: {prefix: /team}}]
                  delegate: {name: leaf, namespace: team}
                  fault: {abort: {httpStatus: 418, percentage: {value: 100}}}
                """ + "- " + ROUTE.strip() + "\n";
        String leaf = """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: leaf, namespace: team}
                spec:
                  http:
                  - match: [{uri: {prefix: /team/own}}]
                    fault: {abort: {httpStatus: 599, percentage: {value: 100}}}
                    route: [{destination: {host: httpbin.default.svc.cluster.local}}]
                  - route: [{destination: {host: httpbin.default.svc.cluster.local}}]
                """;
        try (Applied _ = ways.rules(root, leaf)) {
            assertThat(ways.get(Via.GATEWAY, "/team/own").status()).isEqualTo(599);
            assertThat(ways.get(Via.SIDECAR, "/team/else").status()).isEqualTo(418);
            ways.forwarded(Via.GATEWAY, "/elsewhere");
        }
    }
}

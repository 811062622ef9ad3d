package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.config.DemandLimits;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A sidecar that loads hosts when its application first calls them.
class OnDemandIT {

    private static final String PASSTHROUGH = "PassthroughCluster";
    private static final String HTTPBIN = "outbound|8000||httpbin.default.svc.cluster.local";
    private static final String ECHO = "outbound|8000||echo.default.svc.cluster.local";

    /// The machine may be busy.
    private static final DemandLimits PATIENT = new DemandLimits(Duration.ofSeconds(20), 1_000, Duration.ZERO);

    private Mesh mesh;
    private MeshWorkload httpbin;
    private MeshProxy caller;

    @BeforeEach
    void start() {
        mesh = Mesh.start();
        httpbin = mesh.workload("httpbin", "v1");
        mesh.workload("echo", "v2");
        caller = mesh.callerOnDemand("caller", PATIENT);
    }

    @AfterEach
    void stop() {
        caller.close();
        mesh.close();
    }

    @Test
    void theFirstRequestLoadsItsHostAndNothingElse() {
        assertThat(clusters()).containsExactly(PASSTHROUGH);
        assertThat(get("httpbin:8000").header("x-version")).contains("v1");
        assertThat(clusters()).containsExactly(PASSTHROUGH, HTTPBIN);
        assertThat(get("HTTPBIN.default:8000").header("x-version")).contains("v1");
        assertThat(get("echo.default.svc.cluster.local:8000").header("x-version"))
                .contains("v2");
        assertThat(clusters()).containsExactly(PASSTHROUGH, ECHO, HTTPBIN);
    }

    @Test
    void aBodyWaitsAndArrivesWhole() throws IOException {
        String body = "0123456789".repeat(50_000);
        try (RawHttpClient client = RawHttpClient.connect(caller.outboundPort())) {
            RawResponse response = client.request(
                    "POST", "http://httpbin:8000/post", body.getBytes(StandardCharsets.UTF_8), "Host: httpbin:8000");
            assertThat(response.status()).as(response.toString()).isEqualTo(200);
        }
        ReceivedRequest received = httpbin.origin().takeRequest();
        assertThat(received.bodyText()).isEqualTo(body);
    }

    @Test
    void manyFirstRequestsAtOnceAreAllAnswered() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RawResponse>> answers = IntStream.range(0, 40)
                    .mapToObj(i -> pool.submit(() -> get(i % 2 == 0 ? "httpbin:8000" : "echo:8000")))
                    .toList();
            for (Future<RawResponse> answer : answers) {
                assertThat(status(answer)).isEqualTo(200);
            }
        }
        assertThat(clusters()).containsExactly(PASSTHROUGH, ECHO, HTTPBIN);
    }

    @Test
    void aHostThatTheMeshDoesNotKnowIsNotWaitedFor() {
        RawResponse response = get("nowhere.example.com:8000");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText()).contains("DF dns_resolution_failure");
        assertThat(get("httpbin:9999").status()).isEqualTo(503);
        assertThat(onDemand().used()).containsExactly("httpbin.default.svc.cluster.local");
    }

    @Test
    void changesOfWhatIsLoadedArriveAndOthersDoNot() {
        // Given
        assertThat(get("httpbin:8000").status()).isEqualTo(200);
        String before = caller.snapshotId();

        // When
        mesh.apply(answer("echo", "from-the-rule"));

        // Then
        assertThat(caller.snapshotId()).isEqualTo(before);
        assertThat(get("echo:8000").bodyText()).isEqualTo("from-the-rule");
        mesh.apply(answer("httpbin", "another"));
        assertThat(get("httpbin:8000").bodyText()).isEqualTo("another");
    }

    @Test
    void aServiceThatComesIsKnownAndOneThatGoesIsNot() {
        mesh.workload("late", "v3");
        assertThat(get("late:8000").header("x-version")).contains("v3");
        mesh.delete("services", "late");
        assertThat(onDemand().known().list()).noneMatch(host -> host.startsWith("late."));
        assertThat(onDemand().used()).isEmpty();
        assertThat(get("late:8000").bodyText()).contains("DF dns_resolution_failure");
    }

    @Test
    void withoutPilotWhatIsLoadedServesAndTheRestSaysWhyAtOnce() {
        // Given
        assertThat(get("httpbin:8000").status()).isEqualTo(200);

        // When
        mesh.stopPilot();
        Eventually.await("the stream has ended", () -> !caller.isConnected());

        // Then
        RawResponse refused = get("echo:8000");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.bodyText())
                .contains("echo.default.svc.cluster.local", "its routes are not loaded here yet")
                .contains("pilot cannot be reached", "NC host_not_loaded");
        assertThat(get("httpbin:8000").status()).isEqualTo(200);

        // and also after a start without pilot
        caller = caller.restart();
        Eventually.await(
                "what was loaded serves",
                () -> caller.isListening() && get("httpbin:8000").status() == 200);
        assertThat(get("echo:8000").bodyText()).contains("pilot cannot be reached");

        // and with pilot back nothing that is loaded goes
        mesh.startPilot();
        Eventually.await("the other host", () -> get("echo:8000").status() == 200);
        assertThat(clusters()).containsExactly(PASSTHROUGH, ECHO, HTTPBIN);
    }

    @Test
    void whatNobodyCallsAnyMoreIsGivenBack() {
        DemandLimits forgetful = new DemandLimits(PATIENT.patience(), PATIENT.waiters(), Duration.ofMillis(100));
        try (MeshProxy other = mesh.callerOnDemand("forgetful", forgetful)) {
            assertThat(Calls.mesh(other, "httpbin:8000", "/headers").status()).isEqualTo(200);
            Eventually.await(
                    "httpbin is given back",
                    () -> other.engine().current().clusters().size() == 1);
            assertThat(Calls.mesh(other, "httpbin:8000", "/headers").status()).isEqualTo(200);
        }
    }

    /// Services come and go, rules change, hosts are loaded and given back meanwhile: nobody notices.
    @Test
    void noRequestFailsWhateverChanges() throws Exception {
        DemandLimits forgetful = new DemandLimits(PATIENT.patience(), PATIENT.waiters(), Duration.ofMillis(20));
        try (MeshProxy other = mesh.callerOnDemand("busy", forgetful);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> clients = IntStream.range(0, 4)
                    .mapToObj(i -> pool.submit(() -> {
                        int requests = 0;
                        for (; !over.get(); requests++) {
                            RawResponse response =
                                    Calls.mesh(other, (i + requests) % 2 == 0 ? "httpbin:8000" : "echo:8000", "/get");
                            assertThat(response.status())
                                    .as(response.toString())
                                    .isEqualTo(200);
                        }
                        return requests;
                    }))
                    .toList();
            for (int i = 0; i < 20; i++) {
                mesh.apply(Yaml.service("passing", Mesh.SERVICE_PORT + i));
                mesh.apply(answer(i % 2 == 0 ? "echo" : "httpbin", "change-" + i));
            }
            over.set(true);
            for (Future<Integer> client : clients) {
                assertThat(client.get()).isPositive();
            }
        }
    }

    private OnDemand onDemand() {
        return Objects.requireNonNull(caller.engine().current().onDemand());
    }

    private List<String> clusters() {
        return caller.engine().current().clusters().stream()
                .map(Cluster::name)
                .sorted()
                .toList();
    }

    private RawResponse get(String authority) {
        return Calls.mesh(caller, authority, "/headers");
    }

    private static int status(Future<RawResponse> answer) throws InterruptedException {
        try {
            return answer.get().status();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String answer(String host, String body) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %1$s}
                spec:
                  hosts: [%1$s]
                  http:
                  - directResponse: {status: 200, body: {string: %2$s}}
                """.formatted(host, body);
    }
}

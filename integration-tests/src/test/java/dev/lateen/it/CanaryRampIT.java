package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.Main;
import dev.lateen.cli.canary.CanaryCommand;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Weights that move by themselves, judged by what a real gateway counts; only pilot's clock is the test's.
class CanaryRampIT {

    private static final ResourceKey KEY = new ResourceKey(Kind.VIRTUAL_SERVICE, "default", "httpbin");
    private static final Duration STEP = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final Mesh mesh = Mesh.start(clock);

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void goesStepByStepWhileAllIsWellAndWaitsForRequests() {
        // Given
        canary(request -> Answers.of("v2", request));
        begin("[10, 50, 100]", "errors>1%", 5);
        assertThat(weights()).containsExactly(90, 10);

        // When its time is over and it has had enough requests
        send(50);
        awaitRequests(5);
        assertThat(ramp().path("step").asInt()).isEqualTo(1);
        clock.advance(STEP);

        // Then
        awaitStep(2);
        assertThat(weights()).containsExactly(50, 50);

        // When its time is over without requests
        clock.advance(STEP);

        // Then it says so, and goes on when they have come
        Eventually.await(
                "a step that waits", () -> ramp().path("waiting").asText().equals("for 5 requests to v2 at 50%"));
        Eventually.await(
                "a status that says so",
                () -> promoted().path("message").asText().endsWith("waits for 5 requests to v2 at 50%"));
        assertThat(promoted().path("status").asText()).isEqualTo("Unknown");
        send(10);
        awaitStep(3);
        send(5);
        awaitRequests(5);
        clock.advance(STEP);
        awaitPhase("promoted");
        assertThat(weights()).containsExactly(0, 100);
        Eventually.await(
                "the condition", () -> promoted().path("status").asText().equals("True"));
        assertThat(promoted().path("reason").asText()).isEqualTo("Completed");
        assertThat(story()).hasSize(4).first().isEqualTo("step 1 of 3: 10% to v2");
        assertThat(story().get(1)).startsWith("step 2 of 3: 50% to v2 (at 10%: 5 requests, 0 errors, p99 ");
        assertThat(story().get(3)).startsWith("promoted: 100% to v2 (5 requests, 0 errors, p99 ");
    }

    @Test
    void goesBackWhenThereAreTooManyErrors() {
        canary(request -> Answer.status(500));
        begin("[50, 100]", "errors>10%, p99>30s", 10);
        send(20);
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
        assertThat(ramp().path("reason").asText())
                .isEqualTo("errors 100% > 10% (10 of 10 requests) at 50%; the weights are [90, 10] again");
        Eventually.await(
                "the condition", () -> promoted().path("reason").asText().equals("Aborted"));
    }

    @Test
    void goesBackWhenConnectionsFail() {
        MeshWorkload canary = canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>10%", 5);
        canary.sidecar().close();
        send(10);
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
    }

    /// As in Istio, half of the requests meet a subset that nobody has defined.
    @Test
    void goesBackWhenThereIsNoSuchSubset() {
        mesh.workload("httpbin", "v1");
        String toAll = Yaml.split(90, 10)
                .replace("metadata:", "metadata:\n  annotations: {traffic.lateen.dev/health-aware: \"false\"}");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS.replace("name: v2", "name: v3") + "---\n" + toAll);
        begin("[50, 100]", "errors>10%", 5);
        send(10);
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
        assertThat(ramp().path("reason").asText()).startsWith("errors 100% > 10% (5 of 5 requests) at 50%");
    }

    @Test
    void goesBackWhenRetriesElsewhereHideItsFailures() {
        MeshWorkload canary = canary(request -> Answers.of("v2", request));
        mesh.api()
                .merge(
                        KEY,
                        "{\"metadata\": {\"annotations\": {\"traffic.lateen.dev/retry-on\": \"other-destination\"}}}");
        begin("[50, 100]", "errors>10%", 5);
        canary.sidecar().close();
        for (int i = 0; i < 10; i++) {
            assertThat(mesh.get("/headers").status()).isEqualTo(200);
        }
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void goesBackWhenItIsTooSlow() {
        CountDownLatch never = new CountDownLatch(1);
        canary(request -> {
            assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
            return Answers.of("v2", request);
        });
        begin("[50, 100]", "errors>1%, p99>200ms", 4);
        send(8);
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
        assertThat(ramp().path("reason").asText()).matches("p99 [0-9.]+ ms > 200 ms \\(4 requests\\) at 50%.*");
    }

    @Test
    void goesOnWhenPilotRestartsInTheMiddle() {
        // Given
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 5);
        send(10);
        awaitRequests(5);

        // When
        mesh.restartPilot();

        // Then what was counted before is known again, and enough for the step
        awaitRequests(5);
        assertThat(ramp().path("step").asInt()).isEqualTo(1);
        clock.advance(STEP);
        awaitStep(2);
        assertThat(weights()).containsExactly(0, 100);
    }

    @Test
    void countsWhatAnEndedLifeOfAProxyHasReported() {
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 1000);
        send(10);
        awaitRequests(5);
        try (MeshProxy again = mesh.gateway().restart()) {
            Eventually.await("the gateway is back", again::isListening);
            send(10);
            awaitRequests(10);
        }
    }

    @Test
    void leavesWhatAUserAppliesInTheMiddle() {
        // Given
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 1);

        // When
        mesh.apply(Yaml.split(70, 30));

        // Then
        Eventually.await("the end", () -> get().statusCode() == 404);
        assertThat(get().body()).contains("the canary of v2 ended at 50%: the VirtualService was replaced");
        clock.advance(STEP);
        send(10);
        assertThat(weights()).containsExactly(70, 30);
        Eventually.await(
                "the condition", () -> promoted().path("reason").asText().equals("Stopped"));
    }

    @Test
    void leavesWhatAUserPatchesInTheMiddle() {
        // Given
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 1);

        // When only the weights are other ones, and the note of the canary stays
        ObjectNode spec = (ObjectNode) mesh.api().get(KEY).path("spec");
        ((ObjectNode) spec.at("/http/0/route/0")).put("weight", 60);
        ((ObjectNode) spec.at("/http/0/route/1")).put("weight", 40);
        mesh.api().awaitRevision(mesh.api().merge(KEY, "{\"spec\": " + spec + "}"));

        // Then
        awaitPhase("stopped");
        assertThat(weights()).containsExactly(60, 40);
        assertThat(ramp().path("reason").asText()).contains("was changed by somebody else at 50%");
        // and nothing can be told to it any more
        assertThat(below("POST", "ramp/abort", "").statusCode()).isEqualTo(409);
        assertThat(weights()).containsExactly(60, 40);
    }

    /// Although the rule says that callers may stay where a weight has become 0.
    @Test
    void nobodyStaysAtACanaryThatWasAborted() {
        canary(request -> Answers.of("v2", request));
        mesh.apply(
                Yaml.split(100, 0)
                        .replace(
                                "metadata:",
                                "metadata:\n  annotations: {traffic.lateen.dev/sticky: cookie, traffic.lateen.dev/drain: \"true\"}"));
        begin("[50, 100]", "errors>1%", 1000);
        RawResponse given =
                Eventually.value("a caller of the canary", () -> mesh.get("/headers"), CanaryRampIT::isCanary);
        String cookie = given.header("set-cookie").orElseThrow().split(";")[0];
        assertThat(isCanary(mesh.get("/headers", "Cookie: " + cookie))).isTrue();

        assertThat(below("POST", "ramp/abort", "").statusCode()).isEqualTo(200);
        settle();
        assertThat(weights()).containsExactly(100, 0);
        assertThat(isCanary(mesh.get("/headers", "Cookie: " + cookie))).isFalse();
    }

    private static boolean isCanary(RawResponse response) {
        assertThat(response.status()).isEqualTo(200);
        return response.header("x-version").orElseThrow().equals("v2");
    }

    @Test
    void aCanaryWithoutAnEndpointGetsNoRequestAndWaits() {
        mesh.workload("httpbin", "v1");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(90, 10));
        begin("[50, 100]", "errors>1%", 5);
        for (int i = 0; i < 20; i++) {
            assertThat(isCanary(mesh.get("/headers"))).isFalse();
        }
        clock.advance(STEP);
        Eventually.await(
                "a step that waits", () -> ramp().path("waiting").asText().equals("for 5 requests to v2 at 50%"));
        assertThat(weights()).containsExactly(50, 50);
        assertThat(ramp().at("/counts/requests").asInt()).isZero();
    }

    @Test
    void movesARuleOfADelegate() {
        mesh.workload("httpbin", "v1");
        mesh.workload("httpbin", "v2", request -> Answer.status(500));
        String delegate = Yaml.split(90, 10).replace("  hosts: [\"*\"]\n  gateways: [gateway]\n", "");
        String root =
                Yaml.virtualService("- delegate: {name: httpbin}\n").replace("  name: httpbin\n", "  name: root\n");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + delegate + "---\n" + root);
        begin("[50, 100]", "errors>1%", 5);
        assertThat(weights()).containsExactly(50, 50);
        send(10);
        awaitPhase("aborted");
        assertThat(weights()).containsExactly(90, 10);
        assertThat(ramp().path("reason").asText()).startsWith("errors 100% > 1% (5 of 5 requests) at 50%");
    }

    @Test
    void aGatewayThatLeavesIsCountedAndNotWaitedFor() {
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 5);
        send(10);
        awaitRequests(5);
        mesh.gateway().close();
        clock.advance(STEP);
        Eventually.await("step 2", () -> ramp().path("step").asInt() == 2);
        assertThat(weights()).containsExactly(0, 100);
    }

    @Test
    void aVirtualServiceThatIsDeletedTakesItsCanaryAlong() {
        canary(request -> Answers.of("v2", request));
        begin("[50, 100]", "errors>1%", 5);
        mesh.delete("virtualservices", "httpbin");
        assertThat(get().statusCode()).isEqualTo(404);
        assertThat(get().body()).contains("does not exist");

        mesh.apply(Yaml.split(80, 20));
        assertThat(get().body()).contains("has no canary");
        begin("[30, 100]", "errors>1%", 5);
        send(20);
        awaitRequests(6);
        assertThat(weights()).containsExactly(70, 30);
    }

    @Test
    void theCommandTellsTheStoryAndTakesOrders() throws Exception {
        // Given
        canary(request -> Answers.of("v2", request));
        announce();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            Told told = new Told();
            var command = CompletableFuture.supplyAsync(
                    () -> told.run(
                            "httpbin", "--to", "v2", "--steps", "50,100", "--every", "2m", "--min-requests", "5"),
                    threads);
            Eventually.await("the first step", () -> told.out().contains("step 1 of 2: 50% to v2"));
            settle();
            send(10);
            awaitRequests(5);
            assertThat(new Told("status", "httpbin").out()).containsPattern("httpbin +v2 +running +1/2 +50% +5 +0 ");
            assertThat(new Told("pause", "httpbin").out()).contains("paused: at 50%");
            clock.advance(STEP);
            assertThat(new Told("resume", "httpbin").out()).contains("running: at 50%");
            assertThat(new Told("resume", "httpbin").exitCode()).isEqualTo(1);
            assertThat(new Told("promote", "httpbin").out()).contains("promoted: 100% to v2");

            // Then
            assertThat(command.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(told.out().lines().map(line -> line.substring(10)))
                    .containsExactly(
                            "step 1 of 2: 50% to v2",
                            "paused: at 50%", "running: at 50%", "told to promote at 50%", "promoted: 100% to v2");
        }
        assertThat(weights()).containsExactly(0, 100);
        assertThat(new Told("abort", "httpbin").err()).contains("is over: promoted: 100% to v2");
        assertThat(new Told("status", "nothing").err()).contains("does not exist");
        assertThat(new Told("httpbin").exitCode()).isEqualTo(2);
    }

    private MeshWorkload canary(OriginServer.Handler v2) {
        mesh.workload("httpbin", "v1");
        MeshWorkload canary = mesh.workload("httpbin", "v2", v2);
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(90, 10));
        return canary;
    }

    private void begin(String steps, String abortOn, int minRequests) {
        HttpResponse<String> answer = below("POST", "ramp", """
                {"to": "v2", "steps": %s, "every": "PT2M", "abortOn": "%s", "minRequests": %d}
                """.formatted(steps, abortOn, minRequests));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        settle();
    }

    /// Waits until all proxies run on what is in force now.
    private void settle() {
        mesh.api()
                .awaitRevision(Long.parseLong(
                        get().headers().firstValue("x-lateen-revision").orElseThrow()));
    }

    private void send(int requests) {
        for (int i = 0; i < requests; i++) {
            mesh.get("/headers");
        }
    }

    private void awaitRequests(int requests) {
        Eventually.await(
                requests + " requests", () -> ramp().at("/counts/requests").asInt() == requests);
    }

    private void awaitStep(int step) {
        Eventually.await("step " + step, () -> ramp().path("step").asInt() == step);
        settle();
    }

    private void awaitPhase(String phase) {
        Eventually.value(
                "phase " + phase,
                this::ramp,
                ramp -> ramp.path("phase").asText().equals(phase));
    }

    private JsonNode ramp() {
        return LocalApi.json(get());
    }

    private HttpResponse<String> get() {
        return below("GET", "ramp", "");
    }

    private HttpResponse<String> below(String method, String rest, String body) {
        return mesh.api().below(KEY, method, rest, body);
    }

    private List<String> story() {
        return StreamSupport.stream(ramp().path("history").spliterator(), false)
                .map(event -> event.path("text").asText())
                .toList();
    }

    private List<Integer> weights() {
        List<Integer> weights = new ArrayList<>();
        mesh.api()
                .get(KEY)
                .at("/spec/http/0/route")
                .forEach(each -> weights.add(each.path("weight").asInt()));
        return weights;
    }

    private JsonNode promoted() {
        return StreamSupport.stream(mesh.api().get(KEY).at("/status/conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals("Promoted"))
                .findFirst()
                .orElseThrow();
    }

    /// Has the command find pilot as it finds that of `lateen up`.
    private void announce() throws IOException {
        var pilot = mesh.pilot();
        new RunningMesh(
                        "up",
                        RunningMesh.State.READY,
                        0,
                        ProcessIdentity.current(),
                        new RunningMesh.Ports(
                                mesh.gatewayPort(), pilot.pushPort(), pilot.apiPort(), pilot.monitoringPort()),
                        null,
                        List.of())
                .write(Home.of(mesh.pilotHome()));
    }

    /// `lateen canary` with some arguments.
    private final class Told {

        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private int exitCode;

        Told(String... arguments) {
            if (arguments.length > 0) {
                run(arguments);
            }
        }

        final int run(String... arguments) {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.add("--home=" + mesh.pilotHome());
            var line = Main.commandLine(new CanaryCommand());
            line.setOut(new PrintWriter(out, true));
            line.setErr(new PrintWriter(err, true));
            exitCode = line.execute(all.toArray(String[]::new));
            return exitCode;
        }

        int exitCode() {
            return exitCode;
        }

        String out() {
            return out.toString();
        }

        String err() {
            return err.toString();
        }
    }
}

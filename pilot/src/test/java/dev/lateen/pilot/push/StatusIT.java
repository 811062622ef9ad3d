package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.TestPilot;
import dev.lateen.testkit.Eventually;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusIT {

    private static final String PROXY = "caller.default";
    private static final String VIRTUAL_SERVICES = PilotClient.NETWORKING + "default/virtualservices";
    private static final String PATH = VIRTUAL_SERVICES + "/web";

    @TempDir
    Path home;

    private @Nullable TestPilot pilot;

    @AfterEach
    void stop() {
        if (pilot != null) {
            pilot.close();
        }
    }

    private TestPilot start() {
        TestPilot started = TestPilot.start(home);
        pilot = started;
        return started;
    }

    @Test
    void whoHasWaitedForARevisionFindsItReconciled() {
        PilotClient client = start().client();
        client.applyService("web", 8000);
        try (var stream = StreamReader.open(running(pilot))) {
            // Given
            client.ack(PROXY, stream.next().id());
            var applied = client.apply(PATH, virtualService(""));
            client.ack(PROXY, stream.next().id());

            // When
            assertThat(client.revision(applied.revision(), "30s").pending()).isEmpty();

            // Then
            JsonNode resource = client.api("GET", PATH, null).body();
            assertCondition(resource, "True", "InForce");
            assertThat(resource.at("/status/conditions/0/observedGeneration").asInt())
                    .isEqualTo(1);
            assertThat(resource.at("/metadata/resourceVersion").asLong()).isEqualTo(applied.revision());
            assertThat(client.api("GET", VIRTUAL_SERVICES, null).body().at("/items/0/status"))
                    .isEqualTo(resource.path("status"));

            // And a status is no change: neither a revision nor a push, and not stored
            assertThat(client.push("GET", "/v1/revision", null)
                            .body()
                            .path("revision")
                            .asLong())
                    .isEqualTo(applied.revision());
            assertThat(stream.nextIfAny()).isNull();
            Path file = home.resolve("store/virtualservices/default/web.json");
            Eventually.await("stored", () -> Files.exists(file));
            assertThat(file).content().doesNotContain("Reconciled");
        }
    }

    @Test
    void withoutAProxyNobodyKnows() {
        start().client().apply(PATH, virtualService(""));
        awaitCondition("Unknown", "NoProxy");
    }

    @Test
    void aRefusalNamesTheProxyAndItsReasonAndEndsWithTheCause() {
        PilotClient client = start().client();
        client.applyService("web", 8000);
        try (var stream = StreamReader.open(running(pilot))) {
            client.ack(PROXY, stream.next().id());
            client.apply(PATH, virtualService(""));
            client.reject(PROXY, stream.next().id(), "cannot listen");
            JsonNode refused = awaitCondition("False", "Rejected");
            assertThat(refused.at("/status/conditions/0/message").asText()).isEqualTo(PROXY + ": cannot listen");

            client.apply(PATH, virtualService("").replace("http: [{", "http: [{name: other, "));
            client.ack(PROXY, stream.next().id());
            JsonNode good = awaitCondition("True", "InForce");
            assertThat(good.at("/status/observedGeneration").asInt()).isEqualTo(2);
        }
    }

    @Test
    void whatIsHeldBackSaysWhatItWaitsFor() {
        PilotClient client = start().client();
        client.applyService("web", 8000);
        try (var stream = StreamReader.open(running(pilot))) {
            client.ack(PROXY, stream.next().id());
            client.apply(PATH, virtualService(""));
            client.ack(PROXY, stream.next().id());
            awaitCondition("True", "InForce");
            client.apply(PATH, virtualService(", subset: v2"));
            JsonNode held = awaitCondition("False", "HeldBack");
            assertThat(held.at("/status/conditions/0/message").asText()).contains("subset \"v2\"");
            assertThat(held.at("/status/validationMessages/0/path").asText()).isEqualTo("spec");
        }
    }

    @Test
    void watchersHearOfAStatusAlsoWhenTheyBeganAfterIt() throws Exception {
        PilotClient client = start().client();
        client.applyService("web", 8000);
        try (var stream = StreamReader.open(running(pilot))) {
            client.ack(PROXY, stream.next().id());
            long version = client.apply(PATH, virtualService("")).revision();
            try (var early = watch(version)) {
                client.ack(PROXY, stream.next().id());
                awaitInForce(early);
            }
            try (var late = watch(version)) {
                awaitInForce(late);
            }
        }
    }

    @Test
    void aStatusThatAUserSendsIsNotTaken() {
        PilotClient client = start().client();
        String own = virtualService("").replace("spec:", "status: {conditions: [{type: Mine}]},\n spec:");
        var applied = client.apply(PATH, own);
        assertThat(applied.code()).isEqualTo(201);
        awaitCondition("Unknown", "NoProxy");
        assertThat(client.apply(PATH, virtualService("")).revision()).isEqualTo(applied.revision());
    }

    @Test
    void aFileWithErrorsShowsInTheResourceThatItHolds() throws Exception {
        // Given
        Path config = Files.createDirectories(home.resolve("config"));
        Path file = config.resolve("web.yaml");
        Files.writeString(file, "\n" + virtualService(""));
        pilot = TestPilot.start(home.resolve("home"), config);
        awaitCondition("Unknown", "NoProxy");

        // When
        Files.writeString(file, "\n" + virtualService("").replace("hosts:", "hostess:"));

        // Then
        JsonNode invalid = awaitCondition("False", "Invalid");
        assertThat(invalid.at("/status/conditions/0/message").asText()).contains("hostess", "last good version");
        assertThat(invalid.at("/status/validationMessages").findValuesAsText("origin"))
                .contains("web.yaml:3");
        assertThat(invalid.at("/metadata/generation").asInt()).isEqualTo(1);

        // And mended
        Files.writeString(file, "\n" + virtualService("").replace("[web]", "[web, other]"));
        JsonNode mended = awaitCondition("Unknown", "NoProxy");
        assertThat(mended.at("/metadata/generation").asInt()).isEqualTo(2);
    }

    private JsonNode awaitCondition(String status, String reason) {
        PilotClient client = running(pilot).client();
        JsonNode resource = Eventually.value(
                reason,
                () -> client.api("GET", PATH, null).body(),
                body -> body.at("/status/conditions/0/reason").asText().equals(reason));
        assertCondition(resource, status, reason);
        return resource;
    }

    private static TestPilot running(@Nullable TestPilot running) {
        if (running == null) {
            throw new IllegalStateException("no pilot");
        }
        return running;
    }

    private static void assertCondition(JsonNode resource, String status, String reason) {
        JsonNode condition = resource.at("/status/conditions/0");
        assertThat(condition.path("type").asText()).isEqualTo("Reconciled");
        assertThat(condition.path("reason").asText()).isEqualTo(reason);
        assertThat(condition.path("status").asText()).isEqualTo(status);
    }

    private static void awaitInForce(BufferedReader lines) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("\"InForce\"")) {
                assertThat(line).contains("\"MODIFIED\"");
                return;
            }
        }
        throw new AssertionError("the watch ended without news");
    }

    private BufferedReader watch(long version) throws Exception {
        TestPilot running = running(pilot);
        String path = VIRTUAL_SERVICES + "?watch=true&timeoutSeconds=30&resourceVersion=" + version;
        HttpRequest request = HttpRequest.newBuilder(
                        PilotClient.uri(running.pilot().apiPort(), path))
                .header("Authorization", "Bearer " + running.pilot().token())
                .build();
        var response = running.client().http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String virtualService(String subset) {
        return """
                {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: web},
                 spec: {hosts: [web], http: [{route: [{destination: {host: web%s}}]}]}}
                """.formatted(subset);
    }
}

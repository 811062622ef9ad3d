package dev.lateen.pilot.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.pilot.TestPilot;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be asked of a canary, and what is answered. How it fares is the task of the integration tests.
class RampIT {

    private static final String PATH = PilotClient.NETWORKING + "default/virtualservices/httpbin";
    private static final String PLAN =
            "{\"to\": \"v2\", \"steps\": [20, 100], \"every\": \"PT2M\", \"abortOn\": \"errors>1%\"}";
    private static final String TWO_RULES = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: httpbin, namespace: default}
            spec:
              hosts: [httpbin]
              http:
              - name: testers
                match: [{headers: {x-tester: {exact: "yes"}}}]
                route:
                - destination: {host: httpbin, subset: v2}
              - name: beta
                match: [{uri: {prefix: /beta}}]
                route:
                - {destination: {host: httpbin, subset: v1}, weight: 1}
                - {destination: {host: httpbin, subset: v2}, weight: 0}
              - route:
                - {destination: {host: httpbin, subset: v1}, weight: 90}
                - {destination: {host: httpbin, subset: v2}, weight: 10}
                - {destination: {host: httpbin, subset: v3}, weight: 0}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRuleMustBeNamedWhereSeveralSplitToTheSubset() {
        try (TestPilot pilot = TestPilot.start(folder)) {
            // Given
            PilotClient client = pilot.client();
            client.apply(PATH, TWO_RULES);

            // When
            Answer answer = client.api("POST", PATH + "/ramp", PLAN);
            assertThat(answer.code()).isEqualTo(422);
            assertThat(message(answer))
                    .isEqualTo("rule: missing, and 2 rules send to subset v2 (expected: one of [\"beta\", 2])");
            assertThat(message(client.api("POST", PATH + "/ramp", with("\"rule\": \"testers\""))))
                    .startsWith("to: v2 (expected: a subset of a rule with other destinations");

            // Then
            Answer begun = client.api("POST", PATH + "/ramp", with("\"rule\": 2"));
            assertThat(begun.code()).isEqualTo(201);
            assertThat(begun.body().path("rule").asInt()).isEqualTo(2);
            JsonNode rules = client.api("GET", PATH, null).body().at("/spec/http");
            assertThat(rules.at("/2/route").findValuesAsText("weight")).containsExactly("80", "20", "0");
            assertThat(rules.at("/1/route").findValuesAsText("weight")).containsExactly("1", "0");

            // and a second one is refused, but not after the first is over
            Answer second = client.api("POST", PATH + "/ramp", with("\"rule\": \"beta\""));
            assertThat(second.code()).isEqualTo(409);
            assertThat(message(second)).contains("has a canary already, v2 at 20%");
            assertThat(client.api("POST", PATH + "/ramp/abort", null).code()).isEqualTo(200);
            assertThat(client.api("GET", PATH, null)
                            .body()
                            .at("/spec/http/2/route")
                            .findValuesAsText("weight"))
                    .containsExactly("90", "10", "0");
            assertThat(client.api("POST", PATH + "/ramp", with("\"rule\": \"beta\""))
                            .code())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"to\": \"v9\" # to: v9 (expected: a subset of a rule",
                "\"to\": \"\" # to: missing (expected: a subset)",
                "\"rule\": \"2\" # rule: \"2\" (expected: the name or index of a rule: [\"testers\", \"beta\", 2])",
                "\"rule\": 3 # rule: 3 (expected: the name or index of a rule: [\"testers\", \"beta\", 2])",
                "\"rule\": 1.5 # rule: 1.5 (expected: a name, or a number as an index)",
                "\"steps\": [] # steps: [] (expected: growing percentages, 1..100)",
                "\"steps\": [50, 20] # steps: [50, 20] (expected: growing percentages",
                "\"steps\": [101] # steps: [101] (expected: growing percentages",
                "\"steps\": [5], \"rule\": 2 # steps: [5], but v2 has 10% already (expected: a first step",
                "\"every\": \"2m\" # every: \"2m\" (expected: an ISO 8601 duration",
                "\"every\": \"PT0.1S\" # every: PT0.1S (expected: 1s..720h)",
                "\"abortOn\": \"errors\" # abortOn: \"errors\" (expected: limits like",
                "\"minRequests\": 0 # minRequests: 0 (expected: 1..1000000000)",
                "\"speed\": 1 # speed: unknown (expected: one of [abortOn, every, minRequests, rule, steps, to])"
            })
    void aPlanThatMakesNoSenseIsRefusedByName(String field, String expected) {
        try (TestPilot pilot = TestPilot.start(folder)) {
            PilotClient client = pilot.client();
            client.apply(PATH, TWO_RULES);
            Answer answer = client.api("POST", PATH + "/ramp", with(field.strip()));
            assertThat(answer.code()).isEqualTo(422);
            assertThat(message(answer)).startsWith(expected.strip());
            assertThat(client.api("GET", PATH, null)
                            .body()
                            .at("/metadata/annotations")
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void whatTheWatchedDirectoryHoldsIsRefused() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("httpbin.yaml"), TWO_RULES);
        try (TestPilot pilot = TestPilot.start(folder.resolve("home"), config)) {
            Answer answer = pilot.client().api("POST", PATH + "/ramp", with("\"rule\": 2"));
            assertThat(answer.code()).isEqualTo(409);
            assertThat(message(answer))
                    .contains("is kept in the watched directory, which pilot only reads")
                    .contains("httpbin.yaml:3");
        }
    }

    /// The file brings the note along: the canary is to be stopped, which pilot cannot write down.
    @Test
    void aWriteThatFailsIsSaidAndTriedAgain() throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Path file = config.resolve("httpbin.yaml");
        try (TestPilot pilot = TestPilot.start(folder.resolve("home"), config)) {
            // Given
            PilotClient client = pilot.client();
            client.apply(PATH, TWO_RULES);
            assertThat(client.api("POST", PATH + "/ramp", with("\"rule\": 2")).code())
                    .isEqualTo(201);
            JsonNode noted = client.api("GET", PATH, null).body();

            // When
            Files.writeString(file, noted.toString().replace("\"weight\":80", "\"weight\":70"));

            // Then
            String stuck = "until it can be written: ";
            Eventually.await("a reason", () -> waiting(client).startsWith(stuck));
            assertThat(waiting(client)).contains("httpbin.yaml");
            Eventually.await(
                    "the condition",
                    () -> client.api("GET", PATH, null)
                            .body()
                            .at("/status/conditions")
                            .toString()
                            .contains("waits " + stuck));

            // and it goes on when it can
            Files.delete(file);
            Eventually.await("no reason", () -> waiting(client).isEmpty());
        }
    }

    private static String waiting(PilotClient client) {
        return client.api("GET", PATH + "/ramp", null).body().path("waiting").asText();
    }

    @Test
    void aNumberIsAnIndexAndATextAName() {
        try (TestPilot pilot = TestPilot.start(folder)) {
            PilotClient client = pilot.client();
            client.apply(PATH, TWO_RULES.replace("name: beta", "name: \"2\""));
            Answer named = client.api("POST", PATH + "/ramp", with("\"rule\": \"2\""));
            assertThat(named.body().path("rule").asInt(-1)).isEqualTo(1);
            assertThat(client.api("POST", PATH + "/ramp/abort", null).code()).isEqualTo(200);
            Answer counted = client.api("POST", PATH + "/ramp", with("\"rule\": 2"));
            assertThat(counted.body().path("rule").asInt(-1)).isEqualTo(2);
        }
    }

    @Test
    void whereThereIsNoneTheAnswerSaysSo() {
        try (TestPilot pilot = TestPilot.start(folder)) {
            PilotClient client = pilot.client();
            assertThat(message(client.api("GET", PATH + "/ramp", null))).endsWith("does not exist");
            client.apply(PATH, TWO_RULES);
            assertThat(client.api("GET", PATH + "/ramp", null).code()).isEqualTo(404);
            assertThat(message(client.api("POST", PATH + "/ramp/pause", null))).endsWith("has no canary");
            assertThat(client.api("PUT", PATH + "/ramp", PLAN).code()).isEqualTo(405);
        }
    }

    @Test
    void aNoteThatSomebodySpoiledIsNoCanary() {
        try (TestPilot pilot = TestPilot.start(folder)) {
            PilotClient client = pilot.client();
            client.apply(
                    PATH,
                    TWO_RULES.replace(
                            "namespace: default}",
                            "namespace: default, annotations: {traffic.lateen.dev/ramp: \"oops\"}}"));
            assertThat(client.api("GET", PATH + "/ramp", null).code()).isEqualTo(404);
        }
    }

    /// The plan with other values.
    private static String with(String fields) {
        return PLAN.substring(0, PLAN.length() - 1) + ", " + fields + "}"; // the last one counts
    }

    private static String message(Answer answer) {
        return answer.body().path("message").asText();
    }
}

package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.PilotClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListsIT extends FreshPilot {

    private static final String SERVICES = "/api/v1/namespaces/default/services";

    @Test
    void allItemsAreOneRevision() {
        // Given
        long before = client.applyService("a", 8000);

        // When
        Answer answer = client.api("POST", Lists.PATH, list(service("a", 8000), service("b", 8000), service("c", 1)));

        // Then
        assertThat(answer.code()).isEqualTo(200);
        assertThat(reasons(answer)).containsExactly("Unchanged", "Created", "Created");
        assertThat(answer.revision()).isEqualTo(before + 1);
        assertThat(version("a")).isEqualTo(before);
        assertThat(version("b")).isEqualTo(before + 1);
        assertThat(version("c")).isEqualTo(before + 1);
    }

    @Test
    void oneInvalidItemKeepsAllOut() {
        long before = revision();
        Answer answer = client.api("POST", Lists.PATH, list(service("a", 8000), service("b", 70000)));
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.body().at("/details/causes").findValuesAsText("message"))
                .singleElement()
                .satisfies(text -> assertThat(text).contains("70000"));
        assertThat(answer.body().path("message").asText()).contains("Service default/b");
        assertThat(revision()).isEqualTo(before);
        assertThat(version("a")).isZero();
    }

    @Test
    void oneConflictKeepsAllOut() {
        client.applyService("b", 8000);
        long before = revision();
        String stale = service("b", 9000).replace("name: b", "name: b, resourceVersion: '1'");
        Answer answer = client.api("POST", Lists.PATH, list(service("a", 8000), stale));
        assertThat(answer.code()).isEqualTo(409);
        assertThat(answer.body().path("message").asText()).contains("services \"b\"", "has been modified");
        assertThat(revision()).isEqualTo(before);
        assertThat(version("a")).isZero();
    }

    @Test
    void anItemThatIsGivenTwiceEndsAsItIsGivenLast() {
        Answer answer = client.api("POST", Lists.PATH, list(service("a", 8000), service("a", 9000)));
        assertThat(reasons(answer)).containsExactly("Created", "Configured");
        JsonNode service = client.api("GET", SERVICES + "/a", null).body();
        assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(9000);
        assertThat(service.at("/metadata/resourceVersion").asLong()).isEqualTo(answer.revision());
    }

    @Test
    void deletionIsOneRevisionAndSaysWhatWasNotThere() {
        client.api("POST", Lists.PATH, list(service("a", 8000), service("b", 8000)));
        long before = revision();
        Answer answer = client.api("DELETE", Lists.PATH, """
                {"kind":"List","apiVersion":"v1","items":[
                 {"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}},
                 {"apiVersion":"v1","kind":"Service","metadata":{"name":"none","namespace":"default"}},
                 {"apiVersion":"v1","kind":"Service","metadata":{"name":"b","namespace":"default"}}]}""");
        assertThat(reasons(answer)).containsExactly("Deleted", "Absent", "Deleted");
        assertThat(answer.revision()).isEqualTo(before + 1);
        assertThat(version("a") + version("b")).isZero();
    }

    @Test
    void dryRunChangesNothing() {
        long before = revision();
        Answer answer = client.api("POST", Lists.PATH + "?dryRun=All", list(service("a", 8000)));
        assertThat(reasons(answer)).containsExactly("Created");
        assertThat(version("a")).isZero();
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void warningsStandWithTheirItem() {
        String elsewhere = service("a", 8000).replace("name: a", "name: a, namespace: nowhere");
        Answer answer = client.api("POST", Lists.PATH, list(service("b", 8000), elsewhere));
        assertThat(answer.body().at("/items/0/details").has("causes")).isFalse();
        assertThat(answer.body().at("/items/1/details/causes/0/message").asText())
                .contains("nowhere");
    }

    @Test
    void aThousandItemsFitIntoOneRequest() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(service("s" + i, 8000) + "# " + "more than a usual body may have ".repeat(150) + "\n");
        }
        Answer answer = client.api("POST", Lists.PATH, list(many.toArray(String[]::new)));
        assertThat(reasons(answer)).hasSize(1_000).containsOnly("Created");
    }

    private static String service(String name, int port) {
        return """
                {apiVersion: v1, kind: Service, metadata: {name: %s},
                 spec: {selector: {app: %s}, ports: [{name: http, port: %d}]}}
                """.formatted(name, name, port);
    }

    private static String list(String... items) {
        return "{apiVersion: v1, kind: List, items: [" + String.join(", ", items) + "]}";
    }

    private static List<String> reasons(Answer answer) {
        return answer.body().path("items").findValuesAsText("reason").stream()
                .filter(reason -> !reason.equals("Warning"))
                .toList();
    }

    private long version(String service) {
        return client.api("GET", SERVICES + "/" + service, null)
                .body()
                .at("/metadata/resourceVersion")
                .asLong();
    }

    private long revision() {
        return client.push("GET", "/v1/revision", null).body().path("revision").asLong();
    }
}

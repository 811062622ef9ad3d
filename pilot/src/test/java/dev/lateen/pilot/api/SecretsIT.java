package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The local API takes Secrets and gives their values to nobody.
class SecretsIT extends FreshPilot {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: edge
              annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"key":"hunter2"}}', a: b}
            data: {cert: aHVudGVyMg==}
            stringData: {key: hunter2}
            """;

    @Test
    void valuesAreInNoAnswer() {
        Answer written = client.apply(SECRETS + "/edge", SECRET);
        Answer one = client.api("GET", SECRETS + "/edge", null);
        Answer all = client.api("GET", "/api/v1/secrets", null);
        Answer patched = merge("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        Answer deleted = client.api("DELETE", SECRETS + "/edge", null);

        assertThat(one.body().at("/data/cert").asText()).isEqualTo("KGhpZGRlbik=");
        assertThat(one.body().at("/metadata/annotations/a").asText()).isEqualTo("b");
        for (Answer answer : List.of(written, one, all, patched, deleted)) {
            assertThat(answer.code()).isBetween(200, 201);
            assertThat(answer.raw().body()).doesNotContain("hunter2", "aHVu");
        }
    }

    @Test
    void aPatchOfSomethingElseKeepsTheValues() throws Exception {
        client.apply(SECRETS + "/edge", SECRET);
        merge("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");

        String content =
                Eventually.value("the label is stored", () -> read(stored()), text -> text.contains("\"x\":\"y\""));
        assertThat(content).contains("hunter2", "aHVudGVyMg==");
    }

    @Test
    void anAnswerThatIsSentBackIsRefused() throws Exception {
        client.apply(SECRETS + "/edge", SECRET);
        Answer shown = client.api("GET", SECRETS + "/edge", null);

        Answer sentBack = client.api("PUT", SECRETS + "/edge", shown.body().toString());

        assertThat(sentBack.code()).isEqualTo(422);
        assertThat(sentBack.body().path("message").asText()).contains("(hidden) is what is shown in place of a value");
        assertThat(Files.readString(stored())).contains("hunter2");
    }

    @Test
    void theFileIsForItsOwnerOnly() throws Exception {
        client.apply(SECRETS + "/edge", SECRET);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stored())))
                .isEqualTo("rw-------");
    }

    private Answer merge(String patch) {
        return client.api("PATCH", SECRETS + "/edge", patch, "Content-Type", "application/merge-patch+json");
    }

    @Test
    void valuesCannotBeCopiedOut() {
        client.apply(SECRETS + "/edge", SECRET);
        String copy = "[{\"op\":\"copy\",\"from\":\"/stringData/key\",\"path\":\"/metadata/labels/x\"}]";
        Answer answer = client.api("PATCH", SECRETS + "/edge", copy, "Content-Type", "application/json-patch+json");
        assertThat(answer.code()).isEqualTo(415);
    }

    /// Files follow the answer by a moment.
    private Path stored() {
        Path file = home.resolve("store/secrets/default/edge.json");
        Eventually.await("stored", () -> Files.exists(file));
        return file;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

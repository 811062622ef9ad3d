package dev.lateen.pilot.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.TestPilot;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityIT {

    private static final String SERVICES = "/api/v1/namespaces/default/services/";

    @TempDir
    Path home;

    @Test
    void aRestartReadsBackResourcesAndRevision() {
        // Given
        var before = new Object() {
            String list = "";
            long revision;
        };
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("a", 8000);
            pilot.client().applyService("b", 8000);
            before.list = list(pilot.client());
            before.revision = revision(pilot.client());
        }

        // When
        try (var pilot = TestPilot.start(home)) {

            // Then
            assertThat(list(pilot.client())).isEqualTo(before.list);
            assertThat(revision(pilot.client())).isEqualTo(before.revision);
        }
    }

    @Test
    void revisionsOfDeletionsAreNotGivenOutAgain() {
        long last;
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("a", 8000);
            last = pilot.client().api("DELETE", SERVICES + "a", null).revision();
        }
        try (var pilot = TestPilot.start(home)) {
            assertThat(pilot.client().api("GET", SERVICES + "a", null).code()).isEqualTo(404);
            assertThat(pilot.client().applyService("b", 8000)).isGreaterThan(last);
        }
    }

    @Test
    void aCorruptFileIsPutAsideAndTheRestLoads() throws IOException {
        // Given
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("a", 8000);
            pilot.client().applyService("b", 8000);
        }
        Path folder = home.resolve("store/services/default");
        Files.writeString(folder.resolve("a.json"), "{\"apiVersion\": \"v1\", \"ki");

        // When
        try (var pilot = TestPilot.start(home)) {

            // Then
            assertThat(pilot.client().api("GET", SERVICES + "a", null).code()).isEqualTo(404);
            assertThat(pilot.client().api("GET", SERVICES + "b", null).code()).isEqualTo(200);
            assertThat(files(folder)).anyMatch(name -> name.startsWith("a.json.corrupt-"));
            assertThat(pilot.client().push("GET", "/v1/warnings", null).raw().body())
                    .contains("put aside")
                    .contains("a.json");

            // And a new write goes where it was
            pilot.client().applyService("a", 8000);
            Eventually.await("the file is there", () -> Files.exists(folder.resolve("a.json")));
        }
    }

    @Test
    void aFileUnderAnotherNameIsNotASecondResource() throws IOException {
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("a", 8000);
        }
        Path folder = home.resolve("store/services/default");
        Files.copy(folder.resolve("a.json"), folder.resolve("copy.json"));
        try (var pilot = TestPilot.start(home)) {
            assertThat(pilot.client().api("GET", SERVICES + "a", null).code()).isEqualTo(200);
            assertThat(files(folder)).anyMatch(name -> name.startsWith("copy.json.corrupt-"));
        }
    }

    @Test
    void leftoversOfAKilledWriteAreCleanedUp() throws IOException {
        // Given
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("a", 8000);
        }
        Path folder = home.resolve("store/services/default");
        Files.writeString(folder.resolve(".1f-1.tmp"), "{\"apiVersion\"");
        Files.writeString(home.resolve("store/.2e-2.tmp"), "");

        // When
        try (var pilot = TestPilot.start(home)) {

            // Then
            assertThat(pilot.client().api("GET", SERVICES + "a", null).code()).isEqualTo(200);
            assertThat(files(folder)).containsExactly("a.json");
            assertThat(files(home.resolve("store"))).noneMatch(name -> name.endsWith(".tmp"));
            assertThat(pilot.client().push("GET", "/v1/warnings", null).body()).isEmpty();
        }
    }

    @Test
    void changesThatAreOnlyInTheLogAreRecoveredAndAHalfOneIsNot() throws IOException {
        // Given what a process leaves that is killed while it writes
        long last;
        try (var pilot = TestPilot.start(home)) {
            last = pilot.client().applyService("a", 8000);
            pilot.client().applyService("b", 8000);
        }
        Path folder = home.resolve("store/services/default");
        String c = Files.readString(folder.resolve("b.json")).replace("\"b\"", "\"c\"");
        String whole = "{\"revision\":%d,\"files\":{\"services/default/a.json\":null,\"services/default/c.json\":%s}}"
                .formatted(last + 10, c);
        String half = whole.replace("default/c.json", "default/d.json");
        Files.writeString(
                home.resolve("store/changes-2.log"), line(whole) + line(half).substring(0, 100));

        // When
        try (var pilot = TestPilot.start(home)) {

            // Then
            assertThat(list(pilot.client()))
                    .contains("\"name\":\"b\"", "\"name\":\"c\"")
                    .doesNotContain("\"name\":\"a\"", "\"name\":\"d\"");
            assertThat(revision(pilot.client())).isGreaterThanOrEqualTo(last + 10);
            assertThat(files(folder)).containsExactlyInAnyOrder("b.json", "c.json");
        }
    }

    private static String line(String change) {
        CRC32 crc = new CRC32();
        crc.update(change.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue()) + " " + change + "\n";
    }

    @Test
    void aCorruptCounterContinuesAfterTheResources() throws IOException {
        long last;
        try (var pilot = TestPilot.start(home)) {
            last = pilot.client().applyService("a", 8000);
        }
        Files.writeString(home.resolve("store/revision.json"), "{\"revision\": ");
        try (var pilot = TestPilot.start(home)) {
            assertThat(revision(pilot.client())).isGreaterThanOrEqualTo(last);
            assertThat(files(home.resolve("store"))).anyMatch(name -> name.startsWith("revision.json.corrupt-"));
        }
    }

    @Test
    void longNamesFitIntoTheFileSystem() {
        String name = "n".repeat(60) + "." + "m".repeat(60) + "." + "o".repeat(60) + "." + "p".repeat(60);
        String path = PilotClient.NETWORKING + "default/gateways/" + name;
        String gateway = """
                {apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: %s},
                 spec: {selector: {istio: ingressgateway},
                        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}}
                """.formatted(name);
        try (var pilot = TestPilot.start(home)) {
            assertThat(pilot.client().apply(path, gateway).code()).isEqualTo(201);
        }
        try (var pilot = TestPilot.start(home)) {
            assertThat(pilot.client().api("GET", path, null).code()).isEqualTo(200);
        }
    }

    private static String list(PilotClient client) {
        return client.api("GET", "/api/v1/services", null).body().path("items").toString();
    }

    private static long revision(PilotClient client) {
        return client.push("GET", "/v1/revision", null).body().path("revision").asLong();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).toList();
        }
    }
}

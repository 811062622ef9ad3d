package dev.lateen.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.pilot.http.PilotStartException;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PilotIT {

    private static final String SERVICES = "/api/v1/namespaces/default/services/";
    private static final String SERVICE =
            "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: http, port: %d}]}}";

    @TempDir
    Path home;

    @TempDir
    Path directory;

    @Test
    void thePortsFileNamesTheRealPortsWhileItRuns() throws IOException {
        Path file = home.resolve(Pilot.PORTS_FILE);
        try (var pilot = TestPilot.start(home)) {
            JsonNode ports = new ObjectMapper().readTree(Files.readString(file));
            assertThat(ports.path("push").asInt()).isEqualTo(pilot.pilot().pushPort());
            assertThat(ports.path("api").asInt()).isEqualTo(pilot.pilot().apiPort());
            assertThat(ports.path("monitoring").asInt()).isEqualTo(pilot.pilot().monitoringPort());
            assertThat(ports.path("pid").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aBusyPortIsNamedWithItsKey() throws IOException {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PilotConfig config = PilotConfig.at(home).withPorts(new PilotConfig.Ports(0, busy.getLocalPort(), 0));
            assertThatThrownBy(() -> new Pilot(config).start())
                    .isInstanceOf(PilotStartException.class)
                    .hasMessage("lateen.pilot.api-port: %d on 127.0.0.1 is in use by another process"
                                    .formatted(busy.getLocalPort())
                            + " (expected: a free port, or 0 for any)");
        }
        TestPilot.start(home).close(); // nothing is left behind
    }

    @Test
    void aSuccessorTakesTheSamePortsAtOnce() throws PilotStartException {
        PilotConfig.Ports ports;
        try (var pilot = TestPilot.start(home)) {
            ports = new PilotConfig.Ports(
                    pilot.pilot().pushPort(),
                    pilot.pilot().apiPort(),
                    pilot.pilot().monitoringPort());
            pilot.client().applyService("web", 80);
        }
        try (var pilot = new Pilot(PilotConfig.at(home).withPorts(ports)).start()) {
            assertThat(pilot.apiPort()).isEqualTo(ports.api());
        }
    }

    @Test
    void aHomeBelongsToOnePilot() {
        try (var pilot = TestPilot.start(home)) {
            PilotConfig config = PilotConfig.at(home).withPorts(PilotConfig.Ports.FREE);
            assertThatThrownBy(() -> new Pilot(config).start())
                    .hasMessageContaining("lateen.pilot.home")
                    .hasMessageContaining("is in use by another pilot");
            assertThat(pilot.client().monitoring("/ready").code()).isEqualTo(200);
        }
    }

    @Test
    void aConfigDirectoryThatIsNotThereFailsTheStart() {
        PilotConfig config = PilotConfig.at(home)
                .withPorts(PilotConfig.Ports.FREE)
                .withConfigDirectory(directory.resolve("missing"));
        assertThatThrownBy(() -> new Pilot(config).start())
                .hasMessageStartingWith("lateen.pilot.config-directory: ")
                .hasMessageContaining("missing");
    }

    @Test
    void theTokenSurvivesARestartAndIsNeverPrinted() {
        String token;
        try (var pilot = TestPilot.start(home)) {
            token = pilot.pilot().token();
            assertThat(token).hasSize(64);
        }
        try (var pilot = TestPilot.start(home)) {
            assertThat(pilot.pilot().token()).isEqualTo(token);
        }
        assertThat(PilotConfig.at(home).withToken("secret").toString()).doesNotContain("secret");
    }

    @Test
    void metricsCarryTheNamesOfIstiosControlPlane() {
        try (var pilot = TestPilot.start(home)) {
            pilot.client().applyService("web", 80);
            String metrics = pilot.client().monitoring("/metrics").raw().body();
            assertThat(metrics)
                    .contains("pilot_services 1.0", "pilot_virt_services 0.0", "pilot_xds 0.0")
                    .contains("pilot_xds_pushes{type=\"snapshot\"", "pilot_total_xds_rejects 0.0")
                    .contains("pilot_proxy_convergence_time_count");
            assertThat(pilot.client().monitoring("/debug/syncz").code()).isEqualTo(200);
        }
    }

    @Test
    void theWatchedDirectoryWinsOverTheStoreAndSaysSo() throws IOException {
        // Given a resource in the store
        try (var pilot = TestPilot.start(home)) {
            pilot.client().apply(SERVICES + "web", SERVICE.formatted(80));
        }
        Files.writeString(directory.resolve("web.yaml"), SERVICE.formatted(8080));

        // When the directory has it as well
        try (var pilot = TestPilot.start(home, directory)) {
            PilotClient client = pilot.client();

            // Then
            assertThat(port(client)).isEqualTo(8080);
            assertThat(client.push("GET", "/v1/warnings", null).raw().body())
                    .contains("Service default/web")
                    .contains("is in the directory and in the store");

            // And it is changed there only
            Answer refused = client.apply(SERVICES + "web", SERVICE.formatted(9090));
            assertThat(refused.code()).isEqualTo(409);
            assertThat(refused.body().path("message").asText()).contains("web.yaml");
            assertThat(client.apply(SERVICES + "web", SERVICE.formatted(8080)).code())
                    .as("what changes nothing is fine")
                    .isEqualTo(200);
            Files.delete(directory.resolve("web.yaml"));
            Eventually.await("the store's is back", () -> port(client) == 80);
        }
    }

    @Test
    void aChangeOfTheDirectoryWhilePilotIsDownIsARevision() throws IOException {
        Files.writeString(directory.resolve("web.yaml"), SERVICE.formatted(80));
        long before;
        try (var pilot = TestPilot.start(home, directory)) {
            before = revision(pilot.client());
        }
        try (var pilot = TestPilot.start(home, directory)) {
            assertThat(revision(pilot.client())).isEqualTo(before);
        }
        Files.writeString(directory.resolve("web.yaml"), SERVICE.formatted(8080));
        try (var pilot = TestPilot.start(home, directory)) {
            assertThat(revision(pilot.client())).isEqualTo(before + 1);
        }
    }

    private static int port(PilotClient client) {
        return client.api("GET", SERVICES + "web", null)
                .body()
                .at("/spec/ports/0/port")
                .asInt();
    }

    private static long revision(PilotClient client) {
        return client.push("GET", "/v1/revision", null).body().path("revision").asLong();
    }
}

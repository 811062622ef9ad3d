package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What happens to traffic when the control plane fails: nothing.
class PilotFaultsIT {

    @Test
    void aPilotThatIsStoppedAndStartedAgainLosesNoRequest() {
        try (Mesh mesh = serving()) {
            try (Load load = Load.on(mesh.gatewayPort(), "/headers")) {
                mesh.restartPilot();
                mesh.apply(Yaml.split(0, 100));
                assertThat(mesh.get("/headers").header("x-version")).hasValue("v2");
                assertThat(load.failures()).isEmpty();
            }
        }
    }

    @Test
    void aProxyThatStartsWithoutPilotServesItsLastGoodSnapshot() {
        try (Mesh mesh = serving()) {
            // Given
            Eventually.await(
                    "last good snapshot on disk",
                    () -> Files.exists(mesh.gateway().lastGood()));
            mesh.stopPilot();
            // When
            try (MeshProxy restarted = mesh.gateway().restart()) {
                Eventually.await("listeners of the last good snapshot", restarted::isListening);
                // Then
                assertThat(mesh.get("/headers").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRejectedSnapshotLeavesTheOldOneInForceAndSaysWhoAndWhy() throws IOException {
        try (Mesh mesh = serving();
                ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When: a Gateway wants a port that somebody else holds
            long revision = mesh.applyWithoutWaiting(Yaml.GATEWAY
                    .replace("name: gateway", "name: second")
                    .replace("number: 80,", "number: " + occupied.getLocalPort() + ","));
            // Then
            Eventually.await(
                    "rejection at pilot", () -> mesh.api().proxies().stream().anyMatch(proxy -> proxy.error() != null));
            List<String> errors = mesh.api().proxies().stream()
                    .flatMap(proxy -> Stream.ofNullable(proxy.error()).map(error -> proxy.proxy() + " " + error))
                    .toList();
            assertThat(errors)
                    .singleElement()
                    .asString()
                    .contains("istio-ingressgateway.istio-system")
                    .contains(String.valueOf(occupied.getLocalPort()));
            assertThat(mesh.get("/headers").status()).isEqualTo(200);
            assertThat(mesh.api().revision(revision, "100ms").pending())
                    .singleElement()
                    .satisfies(pending -> assertThat(pending.proxy()).contains("istio-ingressgateway"));
        }
    }

    @Test
    void aCorruptStateFileIsPutAsideAndTheRestServes() throws IOException {
        try (Mesh mesh = serving()) {
            // Given a store whose files are all there is
            mesh.stopPilot();
            Path stored;
            try (Stream<Path> files = Files.walk(mesh.pilotHome().resolve("store"))) {
                stored = files.filter(file ->
                                file.endsWith("httpbin.json") && file.toString().contains("virtualservices"))
                        .findFirst()
                        .orElseThrow();
            }
            Files.writeString(stored, "{\"apiVersion\": \"netw");
            // When
            mesh.startPilot();
            mesh.apply(Yaml.service("other", 9000));
            // Then
            try (Stream<Path> files = Files.list(stored.getParent())) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .anySatisfy(name -> assertThat(name).contains("corrupt"));
            }
        }
    }

    private static Mesh serving() {
        Mesh mesh = Mesh.start(1);
        mesh.workload("httpbin", "v1");
        mesh.workload("httpbin", "v2");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(50, 50));
        return mesh;
    }
}

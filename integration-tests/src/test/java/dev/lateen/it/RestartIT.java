package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Processes that end and start while requests flow: none of the requests may notice.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestartIT {

    @TempDir
    static Path folder;

    private static WholeMesh mesh;
    private static List<String> pilotCommand;
    private static List<String> gatewayCommand;
    private static Process gateway;
    private static final List<Process> byHand = new ArrayList<>();

    @BeforeAll
    static void start() {
        mesh = WholeMesh.in(folder);
        mesh.demo().succeeded();
        pilotCommand = commandOf(mesh.pid("pilot"));
        gatewayCommand = commandOf(mesh.pid("ingress-gateway"));
    }

    @AfterAll
    static void end() {
        byHand.forEach(Process::destroyForcibly);
        mesh.close();
    }

    @Test
    @Order(1)
    void aKilledPilotIsReplacedAndNoRequestFails() {
        try (Load load = Load.on(mesh.gatewayPort(), "/headers")) {
            // When
            long pilot = mesh.pid("pilot");
            kill(pilot);
            WholeMesh.eventually("another pilot", () -> mesh.pid("pilot") != pilot);
            mesh.remember();
            awaitPilot();
            awaitProxies();
            // Then: it still knows everything, and takes changes
            assertThat(mesh.lateen("apply --wait 30s -f " + guide("canary"))
                            .succeeded()
                            .output())
                    .contains("3/3 proxies");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void withoutASupervisorTheMeshServesAndStatusSaysThatNobodyWatches() {
        kill(mesh.supervisor());
        Shell.Result status = mesh.lateen("status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.output()).contains("no mesh is running in");
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).startsWith("200");
    }

    @Test
    @Order(3)
    void aPilotStartedByHandTakesOverAndNoRequestFails() throws IOException {
        try (Load load = Load.on(mesh.gatewayPort(), "/headers")) {
            // When
            kill(mesh.pid("pilot"));
            int before = load.succeeded();
            WholeMesh.eventually("served without pilot", () -> load.succeeded() > before + 100);
            byHand(pilotCommand, "pilot");
            awaitPilot();
            // Then
            awaitProxies();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(4)
    void aGatewayStartedByHandServesOnTheSamePort() throws IOException {
        kill(mesh.pid("ingress-gateway"));
        gateway = byHand(gatewayCommand, "gateway");
        WholeMesh.eventually(
                "gateway ready",
                () -> WholeMesh.answer(mesh.port("ingress-gateway", "readiness"), "/healthz/ready")
                        .startsWith("200"));
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).startsWith("200");
    }

    @Test
    @Order(5)
    void aGatewayToldToEndFinishesWhatIsUnderWay() throws Exception {
        // Given
        CompletableFuture<RawResponse> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return RawHttpClient.fetch(mesh.gatewayPort(), "/delay/4");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        int metrics = mesh.port("ingress-gateway", "metrics");
        WholeMesh.eventually(
                "under way",
                () -> WholeMesh.samples(metrics, "/stats/prometheus", "lateen_exchanges_active")
                        .equals(List.of("lateen_exchanges_active 1.0")));
        // When
        gateway.destroy();
        // Then
        assertThat(slow.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(gateway.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isZero();
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).contains("ConnectException");
    }

    @Test
    @Order(6)
    void downEndsWhatTheKilledSupervisorLeft() {
        byHand.forEach(Process::destroyForcibly);
        byHand.forEach(process -> process.onExit().join());
        assertThat(mesh.lateen("down").succeeded().output()).contains("of an earlier mesh");
        assertThat(mesh.living()).isEmpty();
    }

    private static String guide(String step) {
        return Shell.ROOT
                .resolve("k8s/samples/guide/httpbin-virtualservice-" + step + ".yaml")
                .toString();
    }

    private static void awaitPilot() {
        WholeMesh.eventually(
                "pilot ready",
                () -> WholeMesh.answer(mesh.port("pilot", "debug"), "/ready").startsWith("200"));
    }

    private static void awaitProxies() {
        WholeMesh.eventually(
                "all proxies back",
                () -> mesh.connected()
                        .containsAll(List.of(
                                "istio-ingressgateway.istio-system", "httpbin-v1.default", "httpbin-v2.default")));
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        WholeMesh.eventually("process " + pid + " gone", () -> !process.isAlive());
    }

    private static List<String> commandOf(long pid) {
        ProcessHandle.Info info = ProcessHandle.of(pid).orElseThrow().info();
        List<String> command = new ArrayList<>(List.of(info.command().orElseThrow()));
        command.addAll(List.of(info.arguments().orElseThrow()));
        return command;
    }

    private static Process byHand(List<String> command, String name) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + "-by-hand.log").toFile())
                .start();
        byHand.add(process);
        return process;
    }
}

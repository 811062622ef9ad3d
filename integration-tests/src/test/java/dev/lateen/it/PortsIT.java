package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who has which port: a taken one is named with its holder, and several meshes do not disturb each other.
class PortsIT {

    /// What runs in the background of a script has SIGINT ignored, and so has all that it starts, these tests too.
    private static final String HEARS_INTERRUPTS =
            "$(env --default-signal=INT true 2>/dev/null && echo env --default-signal=INT)";

    @Test
    void aBusyGatewayPortIsNamedWithItsHolder(@TempDir Path folder) throws IOException {
        try (WholeMesh mesh = WholeMesh.in(folder);
                ServerSocket _ = new ServerSocket(mesh.gatewayPort(), 1, InetAddress.getLoopbackAddress())) {
            for (String command : List.of("up --detach", "demo", "up")) {
                Shell.Result refused =
                        mesh.lateen(command + " --gateway-port " + mesh.gatewayPort() + " " + WholeMesh.programs());
                assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
                assertThat(refused.output())
                        .contains("port " + mesh.gatewayPort() + " for the gateway is in use by")
                        .contains(String.valueOf(ProcessHandle.current().pid()))
                        .contains("--gateway-port ");
            }
            assertThat(mesh.living()).isEmpty();
            Shell.Result invalid = mesh.lateen("up --gateway-port 70000");
            assertThat(invalid.exit()).isEqualTo(2);
            assertThat(invalid.output()).contains("--gateway-port: 70000 (expected: 1..65535)");
        }
    }

    @Test
    void twoMeshesRunSideBySideOneOfThemInTheForeground(@TempDir Path folder) throws Exception {
        try (WholeMesh one = WholeMesh.in(folder.resolve("one"));
                WholeMesh two = WholeMesh.in(folder.resolve("the other"))) {
            // Given
            one.up().succeeded();
            Process foreground = two.background(
                    "exec " + HEARS_INTERRUPTS + " $LATEEN up --gateway-port " + two.gatewayPort() + " $PROGRAMS",
                    "foreground.txt");
            WholeMesh.eventually(
                    "second mesh ready", () -> two.lateen("status").output().contains("ready for"));
            two.remember();
            List<Integer> ports = new ArrayList<>(ports(one));
            ports.addAll(ports(two));
            assertThat(ports).doesNotHaveDuplicates();
            // When
            one.shell()
                    .run("$LATEEN apply -f - <<'END'\n" + Yaml.GATEWAY + "END")
                    .succeeded();
            // Then
            assertThat(WholeMesh.answer(one.gatewayPort(), "/")).startsWith("404");
            assertThat(WholeMesh.answer(two.gatewayPort(), "/")).contains("ConnectException");
            assertThat(two.lateen("get gateways").succeeded().output()).contains("No resources found");
            // When
            one.lateen("down").succeeded();
            // Then
            assertThat(one.living()).isEmpty();
            assertThat(two.lateen("status").succeeded().output()).contains("1/1 proxies up to date");
            // When: Ctrl-C
            two.shell().run("kill -INT " + foreground.pid()).succeeded();
            // Then
            assertThat(foreground.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(two.output("foreground.txt"))
                    .contains("http://127.0.0.1:" + two.gatewayPort())
                    .contains("stopping")
                    .doesNotContain("\tat ");
            assertThat(two.living()).isEmpty();
        }
    }

    private static List<Integer> ports(WholeMesh mesh) {
        List<Integer> ports = new ArrayList<>();
        mesh.file()
                .path("processes")
                .forEach(process -> process.path("ports").forEach(port -> ports.add(port.asInt())));
        return ports;
    }
}

package dev.lateen.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pilot of a few lines of shell: writes down its ports, waits until it is let go, and fails.
class LostPortIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");

    private void script(String name, String text) throws Exception {
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\ncd '" + folder + "'\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<Integer> pushPorts() throws Exception {
        var file = folder.resolve("ports");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Integer::valueOf).toList()
                : List.of();
    }

    @Test
    void meshStartsAgainWithOtherPortsWhenOneIsTakenBeforeItIsBound() throws Exception {
        // Given
        script(
                "pilot",
                "for a; do case $a in -Dlateen.pilot.push-port=*) echo ${a#*=} >> ports ;; esac; done\n"
                        + "until [ -e go ]; do sleep 0.05; done; exit 1");
        script("ingress-gateway", "exec sleep 600");
        var err = new StringWriter();
        var console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
        var plan = new MeshPlan(
                new Home(folder.resolve("home")),
                MeshPlan.Kind.UP,
                new FreePorts().any(),
                null,
                new Programs(null, folder, false));

        // When
        var end = CompletableFuture.supplyAsync(() -> {
            try {
                return Supervisor.run(plan, console);
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(Await.until(() -> Files.exists(folder.resolve("ports")), PATIENCE))
                .isTrue();
        assertThat(Await.until(this::isFirstPortWritten, PATIENCE)).isTrue();
        int first = pushPorts().getFirst();
        try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(folder.resolve("go"), "");

            // Then
            assertThatThrownBy(end::join)
                    .hasCauseInstanceOf(CommandFailure.class)
                    .hasMessageContaining("pilot ended with 1");
        }
        assertThat(pushPorts()).hasSize(2).doesNotHaveDuplicates();
        assertThat(err.toString()).contains("[" + first + "]", "trying again with others");
        assertThat(folder.resolve("home/logs/pilot.log.1")).exists();
    }

    private boolean isFirstPortWritten() {
        try {
            return !pushPorts().isEmpty();
        } catch (Exception e) {
            return false;
        }
    }
}

package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a peer runs.
///
/// @param directory its own, for configuration and logs
public record Place(Path directory, Work work, Stage stage) {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    Path write(String name, String text) throws IOException {
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve(name), text);
    }

    /// Starts a peer that is one process; returns when its port takes connections.
    RunningPeer run(Peer peer, int port, List<String> command, int workers) {
        var process = proxy(peer.name(), command, workers);
        await(process, () -> HttpProbe.tcp(port));
        return RunningPeer.of(peer, port, process, () -> proxy(peer.name(), command, workers));
    }

    /// Starts a process on the processors of proxies.
    ChildProcess proxy(String name, List<String> command, int workers) {
        return start(name, stage.cores().proxy(command, workers));
    }

    /// Starts a process beside the load.
    ChildProcess beside(String name, List<String> command) {
        return start(name, stage.cores().rest(command));
    }

    /// @param pilot port of its push API
    PilotRelay relay(int pilot) throws IOException {
        return stage.start(PilotRelay.start(pilot));
    }

    private ChildProcess start(String name, List<String> command) {
        try {
            return stage.start(new Launch(name, command, Map.of(), directory.resolve(name + ".log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns when the process is well.
    ///
    /// @param problem why it is not; empty when it is
    static void await(ChildProcess process, Supplier<Optional<String>> problem) {
        boolean well =
                Await.until(() -> !process.process().isAlive() || problem.get().isEmpty(), PATIENCE);
        if (!well || !process.process().isAlive()) {
            process.stop(Duration.ofSeconds(1));
            throw CommandFailure.of(
                    process.name() + " does not start: " + String.join(" | ", process.lastLines(3)),
                    "its whole log is in " + process.log());
        }
    }
}

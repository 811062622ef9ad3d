package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts the supervisor as a process of its own, and shows what it says until the mesh is ready.
final class Background {

    /// By its name: its package knows this one.
    private static final String MAIN = "dev.lateen.cli.Main";
    private static final String NAME = "supervisor";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Background() {}

    static int start(MeshPlan plan, Console console) throws IOException {
        var log = plan.home().log(NAME);
        Files.createDirectories(log.getParent());
        ChildProcess.rotate(log);
        var child = ChildProcess.start(new Launch(NAME, command(plan), Map.of(), log));
        var tail = new Tail(log, console);
        boolean ended = Await.until(
                () -> {
                    tail.show();
                    return isReady(plan.home(), child) || !child.process().isAlive();
                },
                PATIENCE);
        tail.show();
        if (isReady(plan.home(), child)) {
            console.print("`lateen down" + plan.home().option() + "` ends it.");
            return ExitCode.OK;
        }
        if (!ended) {
            child.stop(Duration.ofSeconds(20));
            throw CommandFailure.of("the mesh was not ready after " + PATIENCE.toSeconds() + " s and was ended");
        }
        return Math.max(ExitCode.FAILURE, child.process().exitValue());
    }

    private static boolean isReady(Home home, ChildProcess child) {
        return RunningMesh.read(home)
                .filter(mesh -> mesh.state() == RunningMesh.State.READY)
                .map(RunningMesh::supervisor)
                .map(ProcessIdentity::pid)
                .filter(pid -> pid == child.process().pid())
                .isPresent();
    }

    /// This very JVM again, with the same flags: an AOT cache fits no others.
    private static List<String> command(MeshPlan plan) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ownFlags());
        command.addAll(List.of(MAIN, "supervise"));
        command.addAll(MeshOptions.arguments(plan));
        if (plan.withDemo()) {
            command.add("--demo");
        }
        return command;
    }

    /// Everything before the main class. Where the system does not tell, what is needed at least.
    private static List<String> ownFlags() {
        var own = List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
        int main = own.indexOf(MAIN);
        if (main > 0) {
            return own.subList(0, main);
        }
        var least = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
        var root = System.getProperty("lateen.root");
        if (root != null) {
            least.add("-Dlateen.root=" + root);
        }
        return least;
    }

    /// Shows what is appended to a file.
    private static final class Tail {

        private final Path file;
        private final Console console;
        private long position;

        Tail(Path file, Console console) {
            this.file = file;
            this.console = console;
        }

        void show() {
            try (var in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(position);
                var bytes = new byte[Math.toIntExact(in.length() - position)];
                in.readFully(bytes);
                int end = lastLineEnd(bytes);
                position += end;
                new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(console::print);
            } catch (IOException e) {
                // Not there yet.
            }
        }

        private static int lastLineEnd(byte[] bytes) {
            for (int i = bytes.length; i > 0; i--) {
                if (bytes[i - 1] == '\n') {
                    return i;
                }
            }
            return 0;
        }
    }
}

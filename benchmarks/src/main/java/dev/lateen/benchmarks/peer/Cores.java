package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who runs where: the proxy that is measured on the first processors, everything else on all but the first. Without
/// `taskset`, or on a single processor, everybody runs everywhere.
public final class Cores {

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    /// Before this process was moved: afterwards there seem to be fewer.
    private static final int COUNT = Runtime.getRuntime().availableProcessors();

    private static final boolean PINNED = COUNT > 1 && Files.isExecutable(TASKSET);

    /// Of each proxy; 0 for as many as it has workers.
    private final int asked;

    private Cores(int asked) {
        this.asked = asked;
    }

    /// A proxy has as many as it has workers; the last one is always left to the load.
    public static Cores byWorkers() {
        return new Cores(0);
    }

    /// A proxy has so many, whether or not one is left to the load.
    ///
    /// @throws CommandFailure when there are not so many
    public static Cores each(int proxy) {
        var cores = new Cores(proxy);
        if (proxy < 1 || proxy > COUNT) {
            throw CommandFailure.usage("--processors: " + proxy + " (expected: 1.." + COUNT + ")");
        }
        return cores;
    }

    public int count() {
        return COUNT;
    }

    public boolean pinned() {
        return PINNED;
    }

    /// Moves this process, with all threads that it has.
    public void moveThis() throws IOException {
        if (PINNED) {
            var move = new ProcessBuilder(
                            TASKSET.toString(),
                            "-a",
                            "-c",
                            "-p",
                            "1-" + (COUNT - 1),
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            ChildProcess.awaitExit(move.toHandle(), Duration.ofSeconds(5));
        }
    }

    List<String> proxy(List<String> command, int workers) {
        int some = asked > 0 ? asked : Math.min(workers, Math.max(1, COUNT - 1));
        return on("0-" + (some - 1), command);
    }

    List<String> rest(List<String> command) {
        return on("1-" + (COUNT - 1), command);
    }

    private List<String> on(String cores, List<String> command) {
        if (!PINNED) {
            return command;
        }
        var all = new ArrayList<>(List.of(TASKSET.toString(), "-c", cores));
        all.addAll(command);
        return all;
    }
}

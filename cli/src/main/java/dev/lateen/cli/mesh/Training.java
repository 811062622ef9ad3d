package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;

/// Lets a small mesh run once and makes each program's ahead-of-time cache of what its JVM saw.
///
/// @param directory for the mesh's files
record Training(Programs programs, Path directory) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    int run() throws IOException, InterruptedException {
        var plan = new MeshPlan(
                new Home(directory), MeshPlan.Kind.TRAINING, new FreePorts().any(), null, programs.toRecord());
        clean();
        int status = Supervisor.run(plan, silent());
        if (status != ExitCode.OK) {
            return status;
        }
        var makers = new ArrayList<ChildProcess>();
        for (var program : Program.values()) {
            makers.add(start(program));
        }
        for (var maker : makers) {
            await(maker);
        }
        for (var program : Program.values()) {
            programs.cache(program).clean();
        }
        return ExitCode.OK;
    }

    /// What an earlier run left, its logs too.
    private void clean() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private ChildProcess start(Program program) throws IOException {
        var log = directory.resolve("logs").resolve(program.executable() + "-cache.log");
        if (!programs.cache(program).isRecorded()) {
            throw CommandFailure.of(
                    program.executable() + " wrote nothing down when it ended",
                    "its log is in " + directory.resolve("logs"));
        }
        return ChildProcess.start(new Launch(program.executable(), programs.cacheCommand(program), Map.of(), log));
    }

    private void await(ChildProcess maker) {
        if (!ChildProcess.awaitExit(maker.process().toHandle(), PATIENCE)) {
            maker.stop(Duration.ZERO);
        }
        if (maker.process().exitValue() != 0) {
            throw CommandFailure.of(
                    "no cache for " + maker.name() + ": " + String.join(" | ", maker.lastLines(3)),
                    "its log is " + maker.log());
        }
    }

    /// What the mesh says on its way helps nobody: what goes wrong comes as a failure.
    private static Console silent() {
        var nowhere = new PrintWriter(Writer.nullWriter());
        return new Console(nowhere, nowhere, false);
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.home.WorkloadRecord;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lateen down`: ends the mesh of a home and everything that was run in it.
@Command(
        name = "down",
        description = {
            "End the mesh and every `lateen run` in it.",
            "",
            "Resources stay in the home for the next `up`. Nothing to end is no failure."
        })
public final class DownCommand implements Callable<Integer> {

    private static final Duration GRACE = Duration.ofSeconds(40);

    @Mixin
    private final HomeOption homeOption = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var console = Console.of(Objects.requireNonNull(spec));
        var home = homeOption.home();
        int ended = endRuns(home, console);
        var supervisor = RunningMesh.read(home).map(RunningMesh::supervisor).flatMap(process -> process.find());
        if (supervisor.isPresent()) {
            console.print("stopping the mesh in " + home.shown() + " ...");
            ChildProcess.stop(supervisor.get(), GRACE);
            ended++;
        }
        ended += Leftovers.end(home, console);
        console.print(ended == 0 ? "no mesh is running in " + home.shown() : "stopped");
        return ExitCode.OK;
    }

    /// The supervisor's own workloads end with it.
    private static int endRuns(Home home, Console console) throws IOException {
        var supervisor = RunningMesh.read(home).map(RunningMesh::supervisor);
        int ended = 0;
        for (var workload : WorkloadRecord.all(home)) {
            var owner = workload.owner();
            if (supervisor.filter(owner::equals).isEmpty() && owner.isAlive()) {
                console.print("stopping workload " + workload.name() + " ...");
                owner.find().ifPresent(process -> ChildProcess.stop(process, GRACE));
                ended++;
            }
        }
        return ended;
    }
}

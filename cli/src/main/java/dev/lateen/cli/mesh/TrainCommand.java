package dev.lateen.cli.mesh;

import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lateen train`: what `./lateen` does after it has built the programs.
@Command(
        name = "train",
        description = {
            "Let the built programs of this checkout run once, so that from then on they start in half of the time.",
            "",
            "Starts a small mesh on loopback, and keeps what the JVM learnt (its AOT cache) beside each program."
        })
public final class TrainCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var console = Console.of(Objects.requireNonNull(spec));
        var programs = Programs.locate(null);
        var checkout = programs.checkout();
        if (checkout == null) {
            throw CommandFailure.of("no programs to train: this is no source checkout");
        }
        var watch = Stopwatch.sinceJvmStart();
        console.note("recording how the programs start (once after a build)");
        int status = new Training(programs, checkout.resolve("target").resolve("training")).run();
        console.note("recorded in " + watch);
        return status;
    }
}

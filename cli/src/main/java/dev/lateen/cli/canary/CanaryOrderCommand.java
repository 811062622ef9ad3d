package dev.lateen.cli.canary;

import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lateen canary promote` and its like: tell a canary that is on its way something.
abstract sealed class CanaryOrderCommand implements Callable<Integer> {

    private final String order;

    @Mixin
    private final CanaryTarget target = new CanaryTarget();

    @Spec
    private @Nullable CommandSpec spec;

    private CanaryOrderCommand(String order) {
        this.order = order;
    }

    @Override
    public Integer call() {
        var ramp = target.pilot().orderRamp(target.key(), order);
        var history = ramp.path("history");
        Console.of(Objects.requireNonNull(spec))
                .print(history.path(history.size() - 1).path("text").asText());
        return ExitCode.OK;
    }

    @Command(name = "promote", description = "Go to the last step at once, and be done.")
    static final class Promote extends CanaryOrderCommand {
        Promote() {
            super("promote");
        }
    }

    @Command(name = "abort", description = "Put the weights back to what they were before, and be done.")
    static final class Abort extends CanaryOrderCommand {
        Abort() {
            super("abort");
        }
    }

    @Command(name = "pause", description = "Stay at this step; limits still abort it.")
    static final class Pause extends CanaryOrderCommand {
        Pause() {
            super("pause");
        }
    }

    @Command(name = "resume", description = "Go on; the step lasts its whole time from now.")
    static final class Resume extends CanaryOrderCommand {
        Resume() {
            super("resume");
        }
    }
}

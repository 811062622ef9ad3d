package dev.lateen.cli.mesh;

import dev.lateen.cli.terminal.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What `up --detach` and `demo --detach` leave running.
@Command(name = "supervise", hidden = true)
public final class SuperviseCommand implements Callable<Integer> {

    @Mixin
    private final MeshOptions options = new MeshOptions();

    @Option(names = "--demo")
    private boolean demo;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var kind = demo ? MeshPlan.Kind.DEMO : MeshPlan.Kind.UP;
        return Supervisor.run(options.plan(kind), Console.of(Objects.requireNonNull(spec)));
    }
}

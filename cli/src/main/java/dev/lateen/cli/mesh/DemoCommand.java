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

/// `lateen demo`: the guide, walking.
@Command(
        name = "demo",
        description = {
            "Start a mesh with the guide's sample: httpbin v1 and v2 behind sidecars, a gateway, a canary.",
            "",
            "Everything listens on loopback. Stays in the foreground until Ctrl-C; with --detach, `lateen down` ends it."
        })
public final class DemoCommand implements Callable<Integer> {

    @Mixin
    private final MeshOptions options = new MeshOptions();

    @Option(names = "--detach", description = "Return as soon as the mesh is ready.")
    private boolean detach;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return Start.run(options.plan(MeshPlan.Kind.DEMO), detach, Console.of(Objects.requireNonNull(spec)));
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `up` and `demo` take, and pass on to the supervisor in the background.
final class MeshOptions {

    @Option(
            names = "--gateway-port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Where the ingress gateway listens for its servers on port 80 (default: ${DEFAULT-VALUE}).")
    private int gatewayPort = 8080;

    @Option(names = "--config", paramLabel = "DIR", description = "Watch this folder for resources.")
    private @Nullable Path config;

    @Option(
            names = "--programs",
            paramLabel = "DIR",
            description = "Folder with native executables (pilot, ingress-gateway, sidecar, sample-httpbin) to use "
                    + "instead of the JVM programs.")
    private @Nullable Path programs;

    @Mixin
    private final HomeOption home = new HomeOption();

    MeshPlan plan(MeshPlan.Kind kind) {
        if (gatewayPort < 1 || gatewayPort > 65535) {
            throw CommandFailure.usage("--gateway-port: " + gatewayPort + " (expected: 1..65535)");
        }
        if (config != null && !Files.isDirectory(config)) {
            throw CommandFailure.usage("--config: " + config + " (expected: a directory)");
        }
        var watched = config == null ? null : config.toAbsolutePath();
        var executables = programs == null ? null : programs.toAbsolutePath();
        return new MeshPlan(home.home(), kind, gatewayPort, watched, Programs.locate(executables));
    }

    Home home() {
        return home.home();
    }

    /// The plan as options again.
    static List<String> arguments(MeshPlan plan) {
        var arguments = new ArrayList<>(List.of(
                "--home", plan.home().directory().toString(), "--gateway-port", Integer.toString(plan.gatewayPort())));
        if (plan.config() != null) {
            arguments.addAll(List.of("--config", plan.config().toString()));
        }
        if (plan.programs().executables() != null) {
            arguments.addAll(List.of("--programs", plan.programs().executables().toString()));
        }
        return arguments;
    }
}

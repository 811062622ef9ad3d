package dev.lateen.cli.process;

import dev.lateen.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the programs of a mesh are: packaged for the JVM in a checkout, or native executables in a folder.
///
/// @param checkout root of the source checkout; null when there is none
/// @param executables folder with native executables, which wins; null for the JVM programs
public record Programs(@Nullable Path checkout, @Nullable Path executables) {

    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /// @param executables from `--programs`
    public static Programs locate(@Nullable Path executables) {
        if (executables != null && !Files.isDirectory(executables)) {
            throw CommandFailure.usage("--programs: " + executables + " (expected: a directory with the executables)");
        }
        var root = System.getProperty("lateen.root");
        return new Programs(root == null ? null : Path.of(root), executables);
    }

    /// The command that starts a program.
    ///
    /// @param properties system properties, which native executables take as arguments
    public List<String> command(Program program, Map<String, String> properties) {
        var command = new ArrayList<String>();
        var settings = properties.entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
        if (executables != null) {
            command.add(required(executables.resolve(program.executable())).toString());
            command.addAll(settings);
            return command;
        }
        var jar = required(packaged(program));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + program.heapMegabytes() + "m");
        command.addAll(JVM_FLAGS);
        if (program.startsRatherThanRuns()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(settings);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private Path packaged(Program program) {
        if (checkout == null) {
            throw CommandFailure.of(
                    "no " + program.executable() + " to start: this is no source checkout",
                    "name a folder with the executables by --programs DIR");
        }
        return checkout.resolve(Path.of(program.executable(), "target", "quarkus-app", "quarkus-run.jar"));
    }

    private static Path required(Path file) {
        if (!Files.exists(file)) {
            throw CommandFailure.of(file + " does not exist (expected: a built program)", "build it with ./lateen");
        }
        return file.toAbsolutePath();
    }
}

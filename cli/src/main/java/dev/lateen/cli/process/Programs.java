package dev.lateen.cli.process;

import dev.lateen.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the programs of a mesh are: packaged for the JVM in a checkout, or native executables in a folder.
///
/// @param checkout root of the source checkout; null when there is none
/// @param executables folder with native executables, which wins; null for the JVM programs
/// @param recording JVM programs write down how they started, for their [AotCache], when they end
public record Programs(@Nullable Path checkout, @Nullable Path executables, boolean recording) {

    static final Duration GRACE = Duration.ofSeconds(10);

    /// Writing down what a JVM has seen takes seconds, on a busy machine many.
    private static final Duration GRACE_WHEN_RECORDING = Duration.ofMinutes(2);

    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /// @param executables from `--programs`
    public static Programs locate(@Nullable Path executables) {
        if (executables != null && !Files.isDirectory(executables)) {
            throw CommandFailure.usage("--programs: " + executables + " (expected: a directory with the executables)");
        }
        var root = System.getProperty("lateen.root");
        return new Programs(root == null ? null : Path.of(root), executables, false);
    }

    /// The same, with JVM programs that write down what an [AotCache] is made of.
    public Programs toRecord() {
        return new Programs(checkout, executables, true);
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
        var cache = new AotCache(jar);
        command.addAll(java(program, recording ? cache.record() : cache.use()));
        command.addAll(settings);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    /// How long a program may take to end.
    public Duration grace() {
        return recording ? GRACE_WHEN_RECORDING : GRACE;
    }

    /// The command that makes a program's cache of what it wrote down.
    public List<String> cacheCommand(Program program) {
        var jar = required(packaged(program));
        var command = java(program, new AotCache(jar).create());
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    public AotCache cache(Program program) {
        return new AotCache(packaged(program));
    }

    /// A cache fits only a JVM with the flags of the one that made it.
    private static List<String> java(Program program, List<String> cacheFlags) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + program.heapMegabytes() + "m");
        command.addAll(JVM_FLAGS);
        if (program.startsRatherThanRuns()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(cacheFlags);
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

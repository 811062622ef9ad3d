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
        command.addAll(java(program, recording ? training(program, cache) : cache.use()));
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

    private List<String> training(Program program, AotCache cache) {
        var flags = new ArrayList<>(cache.record());
        if (!program.startsRatherThanRuns()) {
            flags.add(arguments(program, "training.args"));
        }
        return flags;
    }

    /// The flags of its image, with the heap of a laptop. A cache fits only a JVM with the flags of the one that made
    /// it.
    private List<String> java(Program program, List<String> cacheFlags) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(arguments(program, "jvm.args"));
        command.add("-Xmx" + program.heapMegabytes() + "m");
        command.add("-Djava.library.path=" + packaged(program).resolveSibling(Path.of("lib", "native")));
        if (program.startsRatherThanRuns()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(cacheFlags);
        return command;
    }

    private Path packaged(Program program) {
        return module(program).resolve(Path.of("target", "quarkus-app", "quarkus-run.jar"));
    }

    /// A file that `java` reads arguments from.
    private String arguments(Program program, String file) {
        return "@" + module(program).resolve(Path.of("src", "main", "docker", file));
    }

    private Path module(Program program) {
        if (checkout == null) {
            throw CommandFailure.of(
                    "no " + program.executable() + " to start: this is no source checkout",
                    "name a folder with the executables by --programs DIR");
        }
        return checkout.resolve(program.executable());
    }

    private static Path required(Path file) {
        if (!Files.exists(file)) {
            throw CommandFailure.of(file + " does not exist (expected: a built program)", "build it with ./lateen");
        }
        return file.toAbsolutePath();
    }
}

package dev.lateen.cli.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program in the background whose output goes to a log file.
///
/// It runs in a session of its own where the system has `setsid`, so that Ctrl-C at the terminal reaches only the one
/// who watches over it, who then ends everything in order.
public final class ChildProcess {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /// How to start one.
    ///
    /// @param environment added to this process's own
    /// @param log is appended to
    /// @param grace between being asked to end and being killed
    public record Launch(String name, List<String> command, Map<String, String> environment, Path log, Duration grace) {

        /// With the grace of a program that has nothing to write when it ends.
        public Launch(String name, List<String> command, Map<String, String> environment, Path log) {
            this(name, command, environment, log, Programs.GRACE);
        }

        public Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    public static ChildProcess start(Launch launch) throws IOException {
        Files.createDirectories(launch.log().toAbsolutePath().getParent());
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(launch.command());
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().putAll(launch.environment());
        return new ChildProcess(launch.name(), launch.log(), builder.start());
    }

    /// Makes room for a new log: the last one stays beside it as `NAME.log.1`, until the next time.
    public static void rotate(Path log) throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public Process process() {
        return process;
    }

    public ProcessIdentity identity() {
        return ProcessIdentity.of(process.toHandle());
    }

    /// Asks it to end; kills it when it has not after the grace time. Returns when it is gone.
    public void stop(Duration grace) {
        stop(process.toHandle(), grace);
    }

    /// The same for a process that somebody else started.
    public static void stop(ProcessHandle process, Duration grace) {
        process.destroy();
        if (!awaitExit(process, grace)) {
            process.destroyForcibly();
            awaitExit(process, Duration.ofSeconds(5));
        }
    }

    /// Asks all of them to end at once; returns when the last one is gone.
    public static void stopAll(Collection<ProcessHandle> processes, Duration grace) {
        processes.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + grace.toNanos();
        for (var process : processes) {
            stop(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    public static boolean awaitExit(ProcessHandle process, Duration atMost) {
        try {
            process.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (ExecutionException | TimeoutException e) {
            return !process.isAlive();
        }
    }

    /// The last lines of the log, for messages.
    public List<String> lastLines(int count) {
        return lastLines(log, count);
    }

    public static List<String> lastLines(Path log, int count) {
        try {
            var text = Files.readString(log, StandardCharsets.ISO_8859_1);
            // Stack frames tell a user nothing; the whole log has them.
            var lines = text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !line.startsWith("\t... "))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}

package dev.lateen.it;

import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.process.Programs;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One of the programs as it is packaged, in a process of its own, started and ended as a platform does it: ready when
/// its readiness port says so, ended by SIGTERM. A new one may take its place, with the same settings and ports.
final class PackagedProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Launch launch;
    private final Readiness readiness;
    private ChildProcess current;

    /// Whom to ask whether it is ready.
    record Readiness(int port, String path) {}

    private PackagedProgram(Launch launch, Readiness readiness, ChildProcess first) {
        this.launch = launch;
        this.readiness = readiness;
        this.current = first;
    }

    /// Returns at once.
    static PackagedProgram start(Program program, Path log, Map<String, String> settings, Readiness readiness) {
        String executables = System.getProperty("lateen.programs", "");
        List<String> command = Programs.locate(executables.isEmpty() ? null : Path.of(executables))
                .command(program, settings);
        Launch launch = new Launch(log.getFileName().toString(), command, Map.of(), log);
        return new PackagedProgram(launch, readiness, started(launch));
    }

    private static ChildProcess started(Launch launch) {
        try {
            return ChildProcess.start(launch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        Eventually.await(PATIENCE, launch.name() + " is ready or over", () -> isReady() || !isAlive());
        if (!isAlive()) {
            throw new AssertionError(launch.name() + " ended: " + log());
        }
    }

    boolean isReady() {
        try {
            return RawHttpClient.fetch(readiness.port, readiness.path).status() == 200;
        } catch (IOException e) {
            return false; // it is not there now
        }
    }

    private boolean isAlive() {
        return current.process().isAlive();
    }

    /// Sends SIGTERM and returns at once.
    void tellToEnd() {
        current.process().destroy();
    }

    /// @return its exit code
    int awaitEnd() {
        try {
            if (!current.process().waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(launch.name() + " has not ended within " + PATIENCE + ": " + log());
            }
            return current.process().exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends it and starts another one in its place; returns when that is ready.
    ///
    /// @return the exit code of the one that ended
    int restart() {
        tellToEnd();
        int code = awaitEnd();
        current = started(launch);
        awaitReady();
        return code;
    }

    /// Of all processes that there were.
    String log() {
        try {
            return Files.readString(launch.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        current.stop(launch.grace());
    }
}

package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the peers of a run have in common. Whatever was started for it ends when it is closed, or when this process is
/// told to end, be it in the middle of a start: processes have sessions of their own and would outlive it. Thread-safe.
public final class Stage implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Cores cores;
    private final FreePorts ports = new FreePorts();
    private final Certificate certificate;
    private final List<ChildProcess> started = new ArrayList<>();
    private final List<PilotRelay> relays = new ArrayList<>();
    private final Thread atExit = new Thread(this::end);
    private boolean over;

    private Stage(Cores cores, Certificate certificate) {
        this.cores = cores;
        this.certificate = certificate;
    }

    /// Moves this process to where the load runs.
    ///
    /// @param directory for what peers share
    public static Stage open(Path directory, Cores cores) throws IOException {
        cores.moveThis();
        var stage = new Stage(cores, Certificate.make(directory));
        Runtime.getRuntime().addShutdownHook(stage.atExit);
        return stage;
    }

    public Cores cores() {
        return cores;
    }

    FreePorts ports() {
        return ports;
    }

    /// For those that terminate TLS.
    Certificate certificate() {
        return certificate;
    }

    ChildProcess start(Launch launch) throws IOException {
        synchronized (started) {
            if (over) {
                throw CommandFailure.of("told to end: " + launch.name() + " is not started any more");
            }
            started.removeIf(each -> !each.process().isAlive());
            var process = ChildProcess.start(launch);
            started.add(process);
            return process;
        }
    }

    PilotRelay start(PilotRelay relay) {
        synchronized (started) {
            if (over) {
                relay.close();
                throw CommandFailure.of("told to end: no relay is started any more");
            }
            relays.add(relay);
        }
        return relay;
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // told to end: the hook is at it as well
        }
    }

    private void end() {
        synchronized (started) {
            over = true;
            endAll();
        }
    }

    /// Ends all that was started, the last one first: a proxy before its pilot. Others may be started afterwards.
    public void endAll() {
        synchronized (started) {
            started.reversed().forEach(each -> each.stop(GRACE));
            started.clear();
            relays.forEach(PilotRelay::close);
            relays.clear();
        }
    }
}

package dev.lateen.cli.workload;

import dev.lateen.cli.home.WorkloadRecord;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.process.KeptAlive;
import dev.lateen.cli.process.PortHolder;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A workload while it is in the mesh: its sidecar and its registration. The application itself is somebody else's.
///
/// Thread-safe; [#close] leaves nothing behind.
public final class Membership implements AutoCloseable {

    private final Workload workload;
    private final Workload.Place place;
    private final KeptAlive sidecar;
    private final Consumer<String> say;
    private @Nullable Registration registration;
    private @Nullable HealthWatch health;
    private @Nullable ProcessIdentity application;

    private Membership(Workload workload, Workload.Place place, KeptAlive sidecar, Consumer<String> say) {
        this.workload = workload;
        this.place = place;
        this.sidecar = sidecar;
        this.say = say;
    }

    /// Starts the sidecar, which needs no pilot to come up.
    public static Membership start(Workload workload, Workload.Place place, Consumer<String> say) throws IOException {
        var command = place.programs().command(Program.SIDECAR, ProxySettings.sidecar(workload, place));
        var log = place.home().log(workload.proxy());
        ChildProcess.rotate(log);
        var launch = new Launch(
                "sidecar of " + workload.name(),
                command,
                Map.of(),
                log,
                place.programs().grace());
        var sidecar = KeptAlive.start(launch, new Reporter(say));
        var membership = new Membership(workload, place, sidecar, say);
        membership.record();
        return membership;
    }

    /// Makes the Service if there is none, and from now on registers the workload while it is healthy.
    public synchronized void join(PilotClient pilot) {
        var joined = new Registration(pilot, workload);
        joined.sweep();
        if (joined.ensureService()) {
            say.accept("created service/" + workload.service() + " in namespace " + workload.namespace());
        }
        registration = joined;
        health = new HealthWatch(this::trouble, joined, say);
        health.start();
    }

    /// A workload whose sidecar is away is as unreachable as one that is down itself.
    private Optional<String> trouble() {
        return isSidecarReady()
                ? HealthWatch.checkOf(workload)
                : Optional.of(
                        "its sidecar is not ready, see " + sidecar.current().log());
    }

    public boolean isSidecarReady() {
        int port = workload.ports().proxy().readiness();
        boolean ready = HttpProbe.http(port, ProxySettings.READINESS_PATH).isEmpty();
        if (ready) {
            sidecar.settled();
        }
        return ready;
    }

    public synchronized boolean isRegistered() {
        return health != null && health.isRegistered();
    }

    /// Ports that were free when they were chosen for the sidecar, and that somebody else has taken since.
    public List<Integer> lostPorts() {
        return PortHolder.notOf(sidecar.current().identity(), workload.ports().ofSidecar());
    }

    public KeptAlive sidecar() {
        return sidecar;
    }

    /// Writes down the application's process, so that `status` shows it and `down` ends it.
    public synchronized void runs(ProcessIdentity process) {
        application = process;
        record();
    }

    /// Out of the mesh: no new request comes in, those that are under way still do.
    public synchronized void leave() {
        if (health != null) {
            health.close();
        }
        if (registration != null) {
            try {
                registration.withdraw();
            } catch (CommandFailure e) {
                say.accept("not withdrawn: " + e.message());
            }
        }
        health = null;
        registration = null;
    }

    @Override
    public void close() {
        leave();
        sidecar.close();
        try {
            entry().delete(place.home());
            forget();
        } catch (IOException e) {
            say.accept("the record of " + workload.name() + " stays: " + e.getMessage());
        }
    }

    /// The sidecar's last good snapshot is of no use to the next workload.
    private void forget() throws IOException {
        var state = place.home().proxy(workload.proxy());
        if (!Files.isDirectory(state)) {
            return;
        }
        try (var files = Files.newDirectoryStream(state)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(state);
    }

    private void record() {
        try {
            entry().write(place.home());
        } catch (IOException e) {
            say.accept("cannot be recorded in " + place.home().shown() + ": " + e.getMessage());
        }
    }

    private synchronized WorkloadRecord entry() {
        return new WorkloadRecord(
                workload.name(),
                workload.namespace(),
                workload.service(),
                ProcessIdentity.current(),
                application,
                sidecar.current().identity(),
                workload.ports().application(),
                workload.ports().inbound(),
                workload.ports().outbound());
    }

    private record Reporter(Consumer<String> say) implements KeptAlive.Listener {

        @Override
        public void restarted(KeptAlive child, int exitCode) {
            say.accept(child.name() + " ended with " + exitCode + " and was started again");
        }

        @Override
        public void ended(KeptAlive child, int exitCode) {
            say.accept(child.name() + " ended with " + exitCode + ": "
                    + String.join("\n  ", child.current().lastLines(8)));
        }
    }
}

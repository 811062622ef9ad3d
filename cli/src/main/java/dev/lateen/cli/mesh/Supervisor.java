package dev.lateen.cli.mesh;

import dev.lateen.cli.home.ManagedProcess;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.KeptAlive;
import dev.lateen.cli.process.PortHolder;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.workload.ProxySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Watches over the processes of one mesh from start to end.
///
/// A child that ends by itself is started again; when that does not help, everything ends. What runs is written to
/// `mesh.json`, so that other commands find it and `down` can end it even after this process was killed.
final class Supervisor implements KeptAlive.Listener {

    private static final int MOST_ATTEMPTS = 3;

    private final MeshPlan plan;
    private final Console console;
    private final FreePorts free = new FreePorts();
    private final MeshPorts ports;
    private final List<Child> children = new ArrayList<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private RunningMesh mesh;
    private @Nullable Demo demo;
    private boolean stopping;

    private record Child(KeptAlive process, Map<String, Integer> ports) {}

    private Supervisor(MeshPlan plan, Console console) {
        this.plan = plan;
        this.console = console;
        this.ports = MeshPorts.choose(plan.gatewayPort(), free);
        var executables = plan.programs().executables();
        this.mesh = new RunningMesh(
                plan.kind().toString(),
                RunningMesh.State.STARTING,
                System.currentTimeMillis(),
                ProcessIdentity.current(),
                ports.mesh(),
                executables == null ? null : executables.toString(),
                List.of());
    }

    /// Returns when the mesh has ended by itself; a signal ends the JVM instead, after the mesh.
    static int run(MeshPlan plan, Console console) throws IOException, InterruptedException {
        try (var _ = HomeLock.take(plan.home())) {
            var current = new AtomicReference<>(new Supervisor(plan, console));
            var signalled = new AtomicBoolean();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                signalled.set(true);
                current.get().stop();
            }));
            for (int attempt = 1; ; attempt++) {
                var supervisor = current.get();
                try {
                    return supervisor.run();
                } catch (CommandFailure e) {
                    var lost = supervisor.lostPorts();
                    if ((lost.isEmpty() && !saysBusy(e.message())) || attempt == MOST_ATTEMPTS) {
                        throw e;
                    }
                    console.note("taken by another process in the meantime: " + lost + "; trying again with others");
                } finally {
                    supervisor.stop();
                }
                current.set(new Supervisor(plan, console));
                if (signalled.get()) {
                    return ExitCode.FAILURE;
                }
            }
        }
    }

    /// Ports that were free when they were chosen, and that somebody else has taken since. The gateway's own port is
    /// the user's choice and not among them.
    /// The other process may be gone again by the time its ports are looked for.
    private static boolean saysBusy(String failure) {
        return failure.contains("Address already in use") || failure.contains(" is in use");
    }

    private List<Integer> lostPorts() {
        var lost = new ArrayList<Integer>();
        List<Child> started;
        synchronized (this) {
            started = List.copyOf(children);
        }
        for (var child : started) {
            lost.addAll(PortHolder.notOf(
                    child.process().current().identity(), child.ports().values()));
        }
        if (demo != null) {
            lost.addAll(demo.lostPorts());
        }
        lost.remove(Integer.valueOf(plan.gatewayPort()));
        return lost;
    }

    private int run() throws IOException, InterruptedException {
        Leftovers.end(plan.home(), console);
        write();
        var watch = Stopwatch.sinceJvmStart();
        console.print("starting "
                + (plan.withDemo()
                        ? "pilot, ingress-gateway, httpbin v1 and v2 with sidecars"
                        : "pilot and ingress-gateway")
                + " (logs in " + plan.home().shown() + "/logs)");
        var pilot = start(Program.PILOT, PilotSettings.of(plan, ports), ports.ofPilot());
        var gateway = start(Program.INGRESS_GATEWAY, GatewaySettings.of(plan, ports), ports.ofGateway());
        var address = PilotAddress.of(plan.home(), ports.mesh());
        if (plan.withDemo()) {
            demo = Demo.start(plan, address, free, console);
        }
        Readiness.await(pilot, ports.mesh().debug(), PilotSettings.READY);
        console.print("pilot ready after " + watch);
        var client = new PilotClient(address);
        if (demo != null) {
            demo.apply(client);
        }
        Readiness.await(gateway, ports.gateway().readiness(), ProxySettings.READINESS_PATH);
        console.print("ingress-gateway ready after " + watch);
        if (demo != null) {
            var check = new DemoCheck(client, plan.gatewayPort(), console);
            check.awaitAnswer(demo, watch);
            if (plan.kind() == MeshPlan.Kind.TRAINING) {
                new Exercise(client, plan.gatewayPort(), demo.workload()).run();
                return ExitCode.OK;
            }
            check.requireSplit();
        }
        new Welcome(plan, ports, console).print();
        change(RunningMesh.State.READY); // last: `--detach` shows what is printed up to here
        return awaitEnd();
    }

    private int awaitEnd() throws InterruptedException {
        try {
            console.error(failure.get());
            return ExitCode.FAILURE;
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    private KeptAlive start(Program program, Map<String, String> settings, Map<String, Integer> open)
            throws IOException {
        var log = plan.home().log(program.executable());
        ChildProcess.rotate(log);
        var programs = plan.programs();
        var command = programs.command(program, settings);
        var launch = new Launch(program.executable(), command, Map.of(), log, programs.grace());
        KeptAlive child;
        synchronized (this) {
            if (stopping) {
                throw CommandFailure.of("told to end while starting");
            }
            child = KeptAlive.start(launch, this);
            children.add(new Child(child, open));
        }
        write();
        return child;
    }

    @Override
    public void restarted(KeptAlive child, int exitCode) {
        console.warning(child.name() + " ended with " + exitCode + " and was started again");
        write();
    }

    @Override
    public void ended(KeptAlive child, int exitCode) {
        failure.complete(Readiness.describeEnd(child, exitCode));
    }

    private void change(RunningMesh.State state) {
        synchronized (this) {
            mesh = mesh.in(state);
        }
        write();
    }

    private synchronized void write() {
        var running = new ArrayList<ManagedProcess>();
        for (var child : children) {
            running.add(new ManagedProcess(
                    child.process().name(), child.process().current().identity(), child.ports()));
        }
        mesh = mesh.with(running);
        try {
            mesh.write(plan.home());
        } catch (IOException e) {
            throw CommandFailure.of(plan.home().meshFile() + " cannot be written: " + e.getMessage());
        }
    }

    /// Ends everything, the workloads first and pilot last; returns when all of it is gone. Idempotent.
    private void stop() {
        boolean first;
        synchronized (this) {
            first = !stopping;
            stopping = true;
        }
        if (first) {
            end();
            stopped.countDown();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        console.note("stopping ...");
        try {
            change(RunningMesh.State.STOPPING);
            List<Child> started;
            synchronized (this) {
                started = children.reversed();
            }
            if (demo != null) {
                demo.close();
            }
            // All proxies at once, but pilot last: it was started first.
            started.subList(0, Math.max(0, started.size() - 1))
                    .forEach(child -> child.process().end());
            started.forEach(child -> child.process().close());
            Files.deleteIfExists(plan.home().meshFile());
        } catch (IOException | CommandFailure e) {
            console.error("while stopping: " + e.getMessage());
        }
    }
}

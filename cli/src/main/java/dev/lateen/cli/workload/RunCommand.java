package dev.lateen.cli.workload;

import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.process.Programs;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.NamespaceOption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lateen run`: a command as a workload of the mesh.
@Command(
        name = "run",
        description = {
            "Run a command as a workload behind a sidecar.",
            "",
            "Makes the Service if there is none (selector app: NAME, port name http), registers the workload while it is "
                    + "healthy, and takes it out again when the command ends. Ends with the command's exit code. "
                    + "Several runs join the same service. The command gets PORT (where it should listen) and http_proxy "
                    + "(its sidecar, through which it calls other services by name)."
        })
public final class RunCommand implements Callable<Integer> {

    private static final Duration SIDECAR_CHECK = Duration.ofSeconds(5);
    private static final int SIDECAR_CHECKS = 6;
    private static final int MOST_ATTEMPTS = 3;
    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?";

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "Service that it belongs to.")
    private String service = "";

    @Option(
            names = "--port",
            defaultValue = "80",
            paramLabel = "PORT",
            description = "Port of the Service (default: ${DEFAULT-VALUE}).")
    private int port = 80;

    @Option(
            names = "--target-port",
            paramLabel = "PORT",
            description = "Where the command listens (default: a free port, passed on as PORT).")
    private @Nullable Integer targetPort;

    @Option(
            names = "--labels",
            defaultValue = "",
            paramLabel = "KEY=VALUE,...",
            description = "Labels beside app=SERVICE, for instance version=v1.")
    private String labels = "";

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the workload (default: made from the service).")
    private @Nullable String name;

    @Option(
            names = "--health-path",
            paramLabel = "PATH",
            description = "Healthy is a status below 400 here (default: the port takes a connection).")
    private @Nullable String healthPath;

    @Option(
            names = "--programs",
            paramLabel = "DIR",
            description = "Folder with a native `sidecar` executable to use instead of the JVM program.")
    private @Nullable Path programs;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    @Mixin
    private final HomeOption homeOption = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var console = Console.of(Objects.requireNonNull(spec));
        var home = homeOption.home();
        var mesh = RunningMesh.required(home);
        var address = PilotAddress.of(home, mesh.ports());
        var place = new Workload.Place(home, programs(mesh), address.push());
        var pilot = new PilotClient(address);
        for (int attempt = 1; ; attempt++) {
            try {
                return run(workload(), place, pilot, console);
            } catch (LostPorts e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e.failure();
                }
                console.note("port " + e.ports() + " was taken by another process; trying again with others");
            }
        }
    }

    /// The sidecar is not ready because ports that were free are not any more.
    private static final class LostPorts extends Exception {

        private static final long serialVersionUID = 1;

        private final List<Integer> ports;

        LostPorts(List<Integer> ports, CommandFailure failure) {
            super(failure);
            this.ports = List.copyOf(ports);
        }

        String ports() {
            return ports.stream().map(port -> Integer.toString(port)).collect(Collectors.joining(", "));
        }

        CommandFailure failure() {
            return (CommandFailure) Objects.requireNonNull(getCause());
        }
    }

    private int run(Workload workload, Workload.Place place, PilotClient pilot, Console console)
            throws IOException, InterruptedException, LostPorts {
        var membership = Membership.start(workload, place, text -> console.note(workload.name() + ": " + text));
        var session = RunSession.of(membership);
        try {
            awaitSidecar(membership);
            var application = session.start(command, workload);
            membership.runs(ProcessIdentity.of(application.process().toHandle()));
            membership.join(pilot);
            return application.await();
        } finally {
            session.finish();
        }
    }

    /// A sidecar ends when it cannot bind a port of its own; without one that pilot has it bind it is never ready.
    private static void awaitSidecar(Membership membership) throws LostPorts {
        var sidecar = membership.sidecar();
        List<Integer> lost = List.of();
        for (int i = 0; i < SIDECAR_CHECKS && lost.isEmpty(); i++) {
            Await.until(() -> membership.isSidecarReady() || !sidecar.isAlive(), SIDECAR_CHECK);
            if (membership.isSidecarReady()) {
                return;
            }
            lost = membership.lostPorts();
            if (!sidecar.isAlive()) {
                break;
            }
        }
        var failure = CommandFailure.of(
                "the sidecar did not get ready:\n  "
                        + String.join("\n  ", sidecar.current().lastLines(8)),
                "its whole log is in " + sidecar.current().log());
        if (!lost.isEmpty()) {
            throw new LostPorts(lost, failure);
        }
        throw failure;
    }

    private Workload workload() {
        check("--service", service, NAME, "a DNS label of lower-case letters, digits and -, at most 53 characters");
        check("-n", namespace.name(), NAME, "a DNS label of lower-case letters, digits and -");
        check("--port", port);
        if (targetPort != null) {
            check("--target-port", targetPort);
        }
        var chosen = name == null ? service + "-" + suffix() : name;
        check(
                "--name",
                chosen,
                "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                "a DNS label of lower-case letters, digits and -");
        var free = new FreePorts();
        int application = targetPort == null ? free.any() : targetPort;
        return new Workload(
                chosen,
                namespace.name(),
                service,
                LabelsOption.parse(service, labels),
                PortChoice.of(port, application, free),
                healthPath);
    }

    /// The executables that the mesh was started with, unless others are named.
    private Programs programs(RunningMesh mesh) {
        var named = mesh.programs();
        return Programs.locate(programs != null || named == null ? programs : Path.of(named));
    }

    private static String suffix() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 30, 1L << 31), 36)
                .toLowerCase(Locale.ROOT)
                .substring(0, 5);
    }

    private static void check(String option, String value, String pattern, String expected) {
        if (!value.matches(pattern)) {
            throw CommandFailure.usage(option + ": \"" + value + "\" (expected: " + expected + ")");
        }
    }

    private static void check(String option, int value) {
        if (value < 1 || value > 65535) {
            throw CommandFailure.usage(option + ": " + value + " (expected: 1..65535)");
        }
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.api.meta.Age;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.home.WorkloadRecord;
import dev.lateen.cli.pilot.MeshWarning;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.JsonFormat;
import dev.lateen.cli.terminal.Table;
import dev.lateen.snapshot.push.ProxyStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen status`: what runs, where it listens, who is behind.
@Command(
        name = "status",
        description = {"Show what runs and where it listens; ends with 1 when no mesh runs or a part of it is down."})
public final class StatusCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: everything that is known about the running mesh.")
    private @Nullable JsonFormat format;

    @Mixin
    private final HomeOption homeOption = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var console = Console.of(Objects.requireNonNull(spec));
        var home = homeOption.home();
        var mesh = RunningMesh.required(home);
        var workloads = WorkloadRecord.all(home);
        if (format != null) {
            console.print(Documents.json(Map.of("mesh", mesh, "workloads", workloads)));
            return ExitCode.OK;
        }
        console.print("mesh in " + home.shown() + ": " + mesh.state().name().toLowerCase(Locale.ROOT) + " for "
                + Age.of(Duration.ofMillis(System.currentTimeMillis() - mesh.sinceMillis())) + ", gateway "
                + mesh.gatewayUrl() + ", pilot http://127.0.0.1:" + mesh.ports().push());
        processes(mesh, workloads).print(console);
        boolean complete =
                mesh.processes().stream().allMatch(process -> process.process().isAlive());
        return complete & showProxies(home, mesh, console) ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static Table processes(RunningMesh mesh, List<WorkloadRecord> workloads) {
        var table = new Table("NAME", "PID", "STATE", "PORTS");
        table.row("supervisor", Long.toString(mesh.supervisor().pid()), "running", "");
        for (var process : mesh.processes()) {
            var ports = process.ports().entrySet().stream()
                    .map(port -> port.getKey() + " " + port.getValue())
                    .collect(Collectors.joining(", "));
            table.row(process.name(), Long.toString(process.process().pid()), state(process.process()), ports);
        }
        for (var workload : workloads) {
            row(table, workload.name(), workload.application(), "http " + workload.applicationPort());
            row(
                    table,
                    "sidecar of " + workload.name(),
                    workload.sidecar(),
                    "inbound " + workload.sidecarPort() + ", outbound " + workload.outboundPort());
        }
        return table;
    }

    private static void row(Table table, String name, @Nullable ProcessIdentity process, String ports) {
        if (process != null) {
            table.row(name, Long.toString(process.pid()), state(process), ports);
        }
    }

    private static String state(ProcessIdentity process) {
        return process.isAlive() ? "running" : "down";
    }

    private static boolean showProxies(Home home, RunningMesh mesh, Console console) {
        try {
            var pilot = new PilotClient(PilotAddress.of(home, mesh.ports()));
            var proxies = pilot.proxies();
            // One whose run has ended is shown by proxy-status for a while, but is not missed.
            var connected = proxies.stream().filter(ProxyStatus::connected).toList();
            long current = connected.stream()
                    .filter(proxy -> proxy.id() != null && proxy.id().equals(proxy.ackedId()))
                    .count();
            console.print(
                    "revision " + pilot.revision() + ": " + current + "/" + connected.size() + " proxies up to date");
            pilot.warnings().stream().map(MeshWarning::text).distinct().forEach(console::warning);
            return current == connected.size();
        } catch (CommandFailure e) {
            console.error(e.message());
            return false;
        }
    }
}

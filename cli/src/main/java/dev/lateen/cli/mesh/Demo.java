package dev.lateen.cli.mesh;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.cli.pilot.PilotAddress;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.KeptAlive;
import dev.lateen.cli.process.PortHolder;
import dev.lateen.cli.process.Program;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.workload.Membership;
import dev.lateen.cli.workload.PortChoice;
import dev.lateen.cli.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The guide's sample: httpbin in two versions, each behind a sidecar, and the resources that route to them.
final class Demo implements AutoCloseable {

    private static final String SERVICE = "httpbin";
    private static final String NAMESPACE = "default";
    private static final int SERVICE_PORT = 8000;
    private static final List<String> RESOURCES =
            List.of("service.yaml", "gateway.yaml", "destination-rule.yaml", "virtual-service.yaml");

    private final Console console;
    private final List<Part> parts = new ArrayList<>();

    private record Part(
            Workload workload, KeptAlive application, Membership membership, List<Integer> applicationPorts) {}

    private Demo(Console console) {
        this.console = console;
    }

    /// Starts all processes; none of them needs another one to come up.
    static Demo start(MeshPlan plan, PilotAddress pilot, FreePorts free, Console console) throws IOException {
        var demo = new Demo(console);
        var place = new Workload.Place(plan.home(), plan.programs(), pilot.push());
        for (var version : plan.versions()) {
            var workload = new Workload(
                    SERVICE + "-" + version,
                    NAMESPACE,
                    SERVICE,
                    Map.of("app", SERVICE, "version", version),
                    PortChoice.of(SERVICE_PORT, free.any(), free),
                    "/status/200");
            demo.parts.add(demo.start(workload, place, free.any()));
        }
        return demo;
    }

    private Part start(Workload workload, Workload.Place place, int managementPort) throws IOException {
        var log = place.home().log(workload.name());
        ChildProcess.rotate(log);
        var membership = Membership.start(workload, place, text -> console.print(workload.name() + ": " + text));
        var settings = Map.of(
                "httpbin.version", workload.labels().getOrDefault("version", "v1"),
                "httpbin.port", Integer.toString(workload.ports().application()),
                "httpbin.management-port", Integer.toString(managementPort));
        var command = place.programs().command(Program.SAMPLE_HTTPBIN, settings);
        var launch = new Launch(
                workload.name(), command, Map.of(), log, place.programs().grace());
        var application = KeptAlive.start(launch, new Reporter(console, membership));
        membership.runs(application.current().identity());
        return new Part(
                workload, application, membership, List.of(workload.ports().application(), managementPort));
    }

    /// Sends the resources and lets the workloads join as soon as each is healthy.
    void apply(PilotClient pilot) {
        var resources = new ArrayList<Resource<?>>();
        for (var name : RESOURCES) {
            resources.addAll(ResourceReader.read(name, text(name), NAMESPACE).resources());
        }
        pilot.apply(resources.stream().map(Resource::document).toList());
        resources.forEach(resource -> console.print("applied "
                + resource.key().kind().singular() + "/" + resource.key().name()));
        parts.forEach(part -> part.membership().join(pilot));
    }

    boolean isComplete() {
        for (var part : parts) {
            requireAlive(part.application());
            requireAlive(part.membership().sidecar());
            if (!part.membership().isRegistered()) {
                return false;
            }
        }
        parts.forEach(part -> part.application().settled());
        return true;
    }

    private static void requireAlive(KeptAlive child) {
        if (!child.isAlive()) {
            throw CommandFailure.of(
                    Readiness.describeEnd(child, child.current().process().exitValue()),
                    "its whole log is in " + child.current().log());
        }
    }

    /// The first of the workloads.
    Workload workload() {
        return parts.getFirst().workload();
    }

    /// See [Membership#lostPorts]; the applications' too.
    List<Integer> lostPorts() {
        var lost = new ArrayList<Integer>();
        for (var part : parts) {
            lost.addAll(part.membership().lostPorts());
            lost.addAll(PortHolder.notOf(part.application().current().identity(), part.applicationPorts()));
        }
        return lost;
    }

    @Override
    public void close() {
        parts.forEach(part -> part.membership().leave());
        parts.forEach(part -> part.membership().sidecar().end());
        parts.forEach(part -> part.application().end());
        parts.forEach(part -> part.application().close());
        parts.forEach(part -> part.membership().close());
    }

    static String text(String name) {
        try (var in = Demo.class.getResourceAsStream("/guide/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reporter(Console console, Membership membership) implements KeptAlive.Listener {

        @Override
        public void restarted(KeptAlive child, int exitCode) {
            console.warning(child.name() + " ended with " + exitCode + " and was started again");
            membership.runs(child.current().identity());
        }

        @Override
        public void ended(KeptAlive child, int exitCode) {
            console.error(Readiness.describeEnd(child, exitCode));
        }
    }
}

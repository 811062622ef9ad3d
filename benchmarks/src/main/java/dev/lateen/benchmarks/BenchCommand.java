package dev.lateen.benchmarks;

import dev.lateen.benchmarks.life.Life;
import dev.lateen.benchmarks.micro.Micro;
import dev.lateen.benchmarks.peer.Cores;
import dev.lateen.benchmarks.peer.Peer;
import dev.lateen.benchmarks.peer.Peers;
import dev.lateen.benchmarks.report.Picture;
import dev.lateen.benchmarks.report.Report;
import dev.lateen.benchmarks.report.ReportJson;
import dev.lateen.benchmarks.report.ReportTable;
import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Scenarios;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Durations;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lateen bench`: the gateway side by side with other proxies.
@Command(
        name = "lateen bench",
        usageHelpAutoWidth = true,
        description = {
            "Measure the gateway side by side with nginx, HAProxy and Envoy.",
            "",
            "All do the same work with one worker and connections that are kept to the upstreams; they are measured in "
                    + "turns, on a processor of their own where there is one. A peer that is not installed is left out. "
                    + "Writes a table, and JSON and pictures to benchmarks/results."
        })
public final class BenchCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "What to measure (default: 1k-32 1k-128); --list shows all.")
    private List<String> names = List.of();

    @Option(
            names = "--starts",
            defaultValue = "1",
            description =
                    "How often all processes are started and warmed up (default: ${DEFAULT-VALUE}): what one costs "
                            + "differs from its next start's.")
    private int starts = 1;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of each start (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            defaultValue = "2s",
            converter = Durations.class,
            description = "How long each peer is measured in a round (default: ${DEFAULT-VALUE}).")
    private Duration window = Duration.ofSeconds(2);

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            defaultValue = "1m",
            converter = Durations.class,
            description = "The longest that a peer is warmed up for each scenario (default: ${DEFAULT-VALUE}).")
    private Duration warmUp = Duration.ofMinutes(1);

    @Option(
            names = "--breather",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = Durations.class,
            description =
                    "A pause between two peers, for others on a machine that is shared (default: ${DEFAULT-VALUE}).")
    private Duration breather = Duration.ZERO;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            defaultValue = "nginx,haproxy,envoy,direct,tcp",
            description = "Whom to compare with (default: ${DEFAULT-VALUE}); tcp is HAProxy passing bytes on.")
    private List<String> peers = List.of();

    @Option(
            names = "--programs",
            paramLabel = "DIR",
            description = "A folder with a native ingress-gateway, measured as lateen-native.")
    private @Nullable Path programs;

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description = "Another checkout with a packaged ingress-gateway, measured as lateen-base.")
    private @Nullable Path base;

    @Option(names = "--jvm-flag", paramLabel = "FLAG", description = "Added to the gateway's JVM; several times.")
    private List<String> flags = List.of();

    @Option(names = "--name", defaultValue = "latest", description = "Of the files (default: ${DEFAULT-VALUE}).")
    private String name = "latest";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: print the report as JSON.")
    private @Nullable JsonFormat format;

    @Option(
            names = "--micro",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "REGEX",
            description = "Measure parts of the request path by themselves with JMH instead: scanner, route table, "
                    + "splice, load balancers, and the allocation of a whole request.")
    private @Nullable String micro;

    @Option(
            names = "--life",
            arity = "0..1",
            fallbackValue = "10000",
            paramLabel = "CONNECTIONS",
            description = "Measure starts, the way to full speed, and so many idle connections instead "
                    + "(default: ${FALLBACK-VALUE}).")
    private @Nullable Integer life;

    @Option(
            names = "--processors",
            paramLabel = "N",
            description =
                    "With --life: each peer starts on so many processors, the load beside it on all but the first "
                            + "(default: one, which it has for itself).")
    private @Nullable Integer processors;

    @Option(names = "--list", description = "Show the scenarios.")
    private boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var console = Console.of(Objects.requireNonNull(spec));
        if (list) {
            Scenarios.all().forEach(each -> console.print("%-20s %s".formatted(each.name(), each.title())));
            return ExitCode.OK;
        }
        if (starts < 1 || (starts > 1 && (micro != null || life != null))) {
            throw CommandFailure.usage("--starts: " + starts + " (expected: at least 1, without --life and --micro)");
        }
        var root = Path.of(System.getProperty("lateen.root", "")).toAbsolutePath();
        if (micro != null) {
            Micro.run(micro, root.resolve("benchmarks/results/micro.json"));
            return ExitCode.OK;
        }
        if (life != null) {
            var peers = new ArrayList<>(chosen(root));
            peers.removeIf(peer -> peer.missing().isPresent() && leftOut(peer, console));
            var scenario = Scenarios.named("1k-32").orElseThrow();
            var cores = processors == null ? Cores.byWorkers() : Cores.each(processors);
            new Life(scenario, rounds, life, cores, root.resolve(".lateen/bench")).measure(peers, console);
            return ExitCode.OK;
        }
        if (processors != null) {
            throw CommandFailure.usage("--processors: " + processors + " (expected: with --life)");
        }
        var times = new BenchSettings.Times(window, Duration.ofMillis(500), breather, warmUp);
        var settings =
                new BenchSettings(scenarios(), chosen(root), starts, rounds, times, root.resolve(".lateen/bench"));
        var report = Bench.run(settings, console);
        write(report, root.resolve("benchmarks/results"), console);
        if (format == JsonFormat.json) {
            console.print(ReportJson.of(report).toPrettyString());
        } else {
            ReportTable.print(report, console);
        }
        return ExitCode.OK;
    }

    private static boolean leftOut(Peer peer, Console console) {
        console.warning(peer.name() + " is left out: " + peer.missing().orElse(""));
        return true;
    }

    private List<Scenario> scenarios() {
        return (names.isEmpty() ? Scenarios.DEFAULT : names)
                .stream()
                        .map(each -> Scenarios.named(each)
                                .orElseThrow(() -> CommandFailure.usage("bench: " + each + " (expected: one of "
                                        + Scenarios.all().stream()
                                                .map(Scenario::name)
                                                .collect(Collectors.joining(", "))
                                        + ")")))
                        .toList();
    }

    /// The gateway first, the others in the order of the command line.
    private List<Peer> chosen(Path root) {
        var all = Peers.all(root, programs, base, flags);
        var chosen = new ArrayList<>(
                all.stream().filter(peer -> peer.name().startsWith("lateen")).toList());
        for (var each : peers) {
            chosen.add(all.stream()
                    .filter(peer -> peer.name().equals(each))
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.usage(
                            "--peers: " + each + " (expected: nginx, haproxy, envoy, " + "direct, tcp)")));
        }
        return chosen.stream().distinct().toList();
    }

    private void write(Report report, Path folder, Console console) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".json"), ReportJson.of(report).toPrettyString() + "\n");
        var picture = Picture.of(report);
        Files.writeString(folder.resolve(name + ".svg"), picture.svg());
        picture.writePng(folder.resolve(name + ".png"));
        console.note("written: " + folder.resolve(name) + ".json, .svg, .png");
    }
}

package dev.lateen.benchmarks;

import dev.lateen.benchmarks.load.ClientTls;
import dev.lateen.benchmarks.load.LoadGenerator;
import dev.lateen.benchmarks.load.Origin;
import dev.lateen.benchmarks.peer.Cores;
import dev.lateen.benchmarks.peer.Peer;
import dev.lateen.benchmarks.peer.Place;
import dev.lateen.benchmarks.peer.RunningPeer;
import dev.lateen.benchmarks.peer.Stage;
import dev.lateen.benchmarks.report.Machine;
import dev.lateen.benchmarks.report.Measurement;
import dev.lateen.benchmarks.report.Report;
import dev.lateen.benchmarks.report.Summary;
import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// One run: starts everybody, warms everybody up, then measures round by round, in each round all scenarios and in each
/// scenario all peers in turn, so that what disturbs the machine for a while disturbs all of them. Processes differ,
/// native ones as well, so all of it may be done several times over.
final class Bench implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BenchSettings settings;
    private final Console console;
    private final Stage stage;
    private final Origin origin;
    private final Map<Key, RunningPeer> running = new LinkedHashMap<>();

    /// A process serves all scenarios with its setup.
    private record Key(String peer, Setup setup) {}

    private record Turn(Scenario scenario, Peer peer) {}

    private Bench(BenchSettings settings, Console console) throws IOException {
        this.settings = settings;
        this.console = console;
        this.stage = Stage.open(settings.directory(), Cores.byWorkers());
        this.origin = Origin.start();
    }

    static Report run(BenchSettings settings, Console console) throws IOException {
        try (var bench = new Bench(settings, console)) {
            return bench.run();
        }
    }

    private Report run() throws IOException {
        var machine = Machine.here(stage.cores().count(), stage.cores().pinned());
        var versions = new LinkedHashMap<String, String>();
        var missing = new LinkedHashMap<String, String>();
        var present = new ArrayList<Peer>();
        for (var peer : settings.peers()) {
            peer.missing().ifPresentOrElse(why -> missing.put(peer.name(), why), () -> {
                present.add(peer);
                versions.put(peer.name(), peer.version());
            });
        }
        missing.forEach((peer, why) -> console.warning(peer + " is left out: " + why));
        if (present.isEmpty()) {
            throw CommandFailure.of("nobody is left to be measured");
        }
        var turns = turns(present);
        var measured = new LinkedHashMap<Turn, List<Measurement>>();
        for (int start = 0; start < settings.starts(); start++) {
            startAnew(turns);
            turns.removeIf(turn -> !warmUp(turn));
            measure(turns, measured);
        }
        return new Report(machine, versions, missing, sections(measured));
    }

    private List<Turn> turns(List<Peer> peers) {
        var turns = new ArrayList<Turn>();
        for (var scenario : settings.scenarios()) {
            peers.stream()
                    .filter(peer -> peer.offers(scenario.setup()))
                    .forEach(peer -> turns.add(new Turn(scenario, peer)));
        }
        return turns;
    }

    private void startAnew(List<Turn> turns) throws IOException {
        running.clear();
        stage.endAll();
        for (var turn : turns) {
            start(turn);
        }
    }

    private void start(Turn turn) throws IOException {
        var setup = turn.scenario().setup();
        var key = new Key(turn.peer().name(), setup);
        if (running.containsKey(key)) {
            return;
        }
        var directory =
                settings.directory().resolve(key.peer() + "-" + turn.scenario().name());
        console.note("starting " + key.peer() + " for " + turn.scenario().name());
        running.put(key, turn.peer().start(setup, new Place(directory, work(setup), stage)));
    }

    private Work work(Setup setup) {
        return new Work(setup.routes(), origin.portA(), origin.portB());
    }

    private void measure(List<Turn> turns, Map<Turn, List<Measurement>> measured) {
        for (int round = 1; round <= settings.rounds(); round++) {
            console.note("round " + round + " of " + settings.rounds());
            for (var turn : turns) {
                measured.computeIfAbsent(turn, _ -> new ArrayList<>()).add(measure(turn));
            }
        }
    }

    private List<Report.Section> sections(Map<Turn, List<Measurement>> measured) {
        var sections = new ArrayList<Report.Section>();
        for (var scenario : settings.scenarios()) {
            var summaries = measured.entrySet().stream()
                    .filter(entry -> entry.getKey().scenario().equals(scenario))
                    .map(entry -> new Summary(entry.getKey().peer().name(), entry.getValue()))
                    .toList();
            if (!summaries.isEmpty()) {
                sections.add(new Report.Section(scenario, summaries));
            }
        }
        return sections;
    }

    /// Whether the peer does the work at all: one that does not is left out of the scenario, the others stay.
    private boolean warmUp(Turn turn) {
        console.note(
                "warming up " + turn.peer().name() + " for " + turn.scenario().name());
        long served = 0;
        long deadline = System.nanoTime() + settings.times().warmUp().toNanos();
        try {
            while (served < turn.peer().warmUpRequests() && System.nanoTime() < deadline) {
                served += measure(turn).requests();
            }
            return true;
        } catch (CommandFailure e) {
            console.warning(
                    turn.peer().name() + " is left out of " + turn.scenario().name() + ": " + e.message());
            return false;
        }
    }

    private Measurement measure(Turn turn) {
        Await.pause(settings.times().breather().toMillis());
        var scenario = turn.scenario();
        var setup = scenario.setup();
        var peer = Objects.requireNonNull(running.get(new Key(turn.peer().name(), setup)));
        var tls = setup.tls() == Tls.NONE ? null : ClientTls.context();
        try (var changes = Executors.newSingleThreadScheduledExecutor();
                var load = LoadGenerator.start(scenario, work(setup), peer.port(), tls)) {
            var pushing = setup.push() > 0
                    ? changes.scheduleAtFixedRate(peer.change(), 0, setup.push(), TimeUnit.MILLISECONDS)
                    : null;
            if (!load.awaitFirstAnswer(PATIENCE)) {
                throw CommandFailure.of(turn.peer().name() + " answers no request of " + scenario.name());
            }
            Await.pause(settings.times().leadIn().toMillis());
            var usage = peer.usage();
            load.beginWindow();
            Await.pause(settings.times().window().toMillis());
            var result = load.endWindow();
            var measured = Measurement.of(result, usage, peer.usage());
            if (pushing != null && pushing.isDone()) {
                throw CommandFailure.of(turn.peer().name() + " was not pushed to any more: "
                        + pushing.exceptionNow().getMessage());
            }
            return measured;
        }
    }

    @Override
    public void close() {
        stage.close();
        origin.close();
    }
}

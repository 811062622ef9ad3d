package dev.lateen.benchmarks.life;

import dev.lateen.benchmarks.load.Origin;
import dev.lateen.benchmarks.peer.Cores;
import dev.lateen.benchmarks.peer.Peer;
import dev.lateen.benchmarks.peer.Place;
import dev.lateen.benchmarks.peer.RunningPeer;
import dev.lateen.benchmarks.peer.Stage;
import dev.lateen.benchmarks.report.Spread;
import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Starts each peer several times, in turns, and lets it hold idle connections at the end.
///
/// @param scenario whose load comes after a start
/// @param connections that idle at the end; 0 for none
/// @param cores that each has from the start on
/// @param directory for configurations and logs
public record Life(Scenario scenario, int rounds, int connections, Cores cores, Path directory) {

    private static final double KIBIBYTE = 1024;

    private static final class Row {

        private final List<StartUp> starts = new ArrayList<>();
        private RunningPeer peer;

        Row(RunningPeer peer) {
            this.peer = peer;
        }
    }

    /// Prints a table.
    public void measure(List<Peer> peers, Console console) throws IOException {
        var rows = new ArrayList<Row>();
        try (var stage = Stage.open(directory, cores);
                var origin = Origin.start()) {
            var work = new Work(scenario.setup().routes(), origin.portA(), origin.portB());
            for (var peer : peers) {
                var running =
                        peer.start(scenario.setup(), new Place(directory.resolve("life-" + peer.name()), work, stage));
                if (running.process() == null) {
                    console.warning(peer.name() + " is left out: it has no process to start");
                } else {
                    rows.add(new Row(running));
                }
            }
            if (rows.isEmpty()) {
                throw CommandFailure.of("nobody is left to be started");
            }
            for (int round = 1; round <= rounds; round++) {
                console.note("start " + round + " of " + rounds);
                rows.forEach(row -> start(row, work));
            }
            print(rows, work, console);
        }
    }

    private void start(Row row, Work work) {
        row.peer.stop();
        long begun = System.nanoTime();
        row.peer = row.peer.start();
        row.starts.add(StartUp.of(row.peer, begun, scenario, work));
    }

    private void print(List<Row> rows, Work work, Console console) {
        var table = new Table(
                "PEER",
                "first answer ms",
                "(range)",
                "90 % of the rate after s",
                "(range)",
                "req/s",
                "RSS MiB",
                "KiB/idle connection",
                "heap KiB");
        for (var row : rows) {
            var cells = new ArrayList<String>();
            cells.add(row.peer.peer().name());
            add(cells, row.starts, StartUp::firstAnswerMillis, 0);
            add(cells, row.starts, start -> start.warmMillis() / 1000, 2);
            cells.add(number(spread(row.starts, StartUp::steadyRate).median(), 0));
            cells.add(number(spread(row.starts, StartUp::residentBytes).median() / KIBIBYTE / KIBIBYTE, 0));
            if (connections > 0) {
                console.note(row.peer.peer().name() + ": " + connections + " idle connections");
                var idle = Idle.of(row.peer, connections, work);
                cells.add(number(idle.residentBytes() / KIBIBYTE, 2));
                cells.add(idle.heapBytes() < 0 ? "-" : number(idle.heapBytes() / KIBIBYTE, 2));
            } else {
                cells.add("-");
                cells.add("-");
            }
            table.row(cells);
        }
        table.print(console);
    }

    private static void add(List<String> cells, List<StartUp> starts, ToDoubleFunction<StartUp> of, int digits) {
        var spread = spread(starts, of);
        cells.add(number(spread.median(), digits));
        cells.add(number(spread.least(), digits) + "–" + number(spread.most(), digits));
    }

    private static Spread spread(List<StartUp> starts, ToDoubleFunction<StartUp> of) {
        return Spread.of(starts.stream().mapToDouble(of));
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}

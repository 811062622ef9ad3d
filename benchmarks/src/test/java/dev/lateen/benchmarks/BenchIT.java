package dev.lateen.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.benchmarks.peer.Peers;
import dev.lateen.benchmarks.report.Picture;
import dev.lateen.benchmarks.report.Report;
import dev.lateen.benchmarks.report.ReportJson;
import dev.lateen.benchmarks.report.ReportTable;
import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Scenarios;
import dev.lateen.cli.terminal.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the comparison runs, with whoever is installed here; what it measures in moments says nothing.
class BenchIT {

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed), new PrintWriter(printed), false);

    @TempDir
    private Path directory;

    @Test
    void everyKindOfLoadIsAnsweredByEverybodyWithoutErrors() throws IOException {
        var scenarios = Stream.of("64k-32", "chunked-32", "close-32", "open-1000", "1k-32-disturbed")
                .map(name -> Scenarios.named(name).orElseThrow())
                .toList();
        var report = run(scenarios);
        assertThat(report.sections()).hasSize(scenarios.size());
        for (var section : report.sections()) {
            assertThat(section.summaries()).isNotEmpty();
            for (var summary : section.summaries()) {
                var what = section.scenario().name() + " " + summary.peer();
                assertThat(summary.rounds()).as(what).hasSize(2);
                assertThat(summary.errors()).as(what).isZero();
            }
        }
    }

    @Test
    void aReportIsATableJsonAndAPicture() throws IOException {
        var report = run(List.of(Scenarios.named("1k-32").orElseThrow()));
        ReportTable.print(report, console);
        assertThat(printed.toString()).contains("1k-32: 1 KiB, 32 connections").contains("direct");
        var peers = ReportJson.of(report).at("/scenarios/0/peers");
        assertThat(peers.at("/direct/requestsPerSecond/rounds")).hasSize(2);
        assertThat(peers.at("/direct/p99Micros")).isNotEmpty();
        assertThat(Picture.of(report).svg()).startsWith("<svg").endsWith("</svg>\n");
    }

    @Test
    void whoIsNotInstalledIsNamedAndLeftOut() throws IOException {
        // Given: a folder that is no checkout, so that there is no gateway to start
        var report = run(List.of(Scenarios.named("1k-1").orElseThrow()));
        // Then
        assertThat(report.missing()).containsKey("lateen");
        assertThat(report.versions()).doesNotContainKey("lateen").containsKey("direct");
        assertThat(printed.toString()).contains("warning: lateen is left out: ");
    }

    private Report run(List<Scenario> scenarios) throws IOException {
        var moment = Duration.ofMillis(200);
        var times = new BenchSettings.Times(moment, moment, Duration.ZERO, Duration.ZERO);
        var peers = Peers.all(directory, null, null, List.of());
        return Bench.run(new BenchSettings(scenarios, peers, 2, 1, times, directory), console);
    }
}

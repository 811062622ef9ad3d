package dev.lateen.benchmarks.report;

import dev.lateen.benchmarks.report.Measurement.Percentiles;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The report for people.
public final class ReportTable {

    private static final double MEBIBYTE = 1024 * 1024;

    private ReportTable() {}

    public static void print(Report report, Console console) {
        var machine = report.machine();
        console.print("%s, %d processors%s, %s, load %s, %s"
                .formatted(
                        machine.processor(),
                        machine.processors(),
                        machine.pinned() ? " (proxies pinned to the first)" : ", not pinned",
                        machine.system(),
                        machine.load(),
                        machine.time()));
        report.versions().forEach((peer, version) -> console.print("  " + peer + ": " + version));
        report.sections().forEach(section -> print(section, report, console));
    }

    private static void print(Report.Section section, Report report, Console console) {
        console.print("");
        console.print(console.strong(
                section.scenario().name() + ": " + section.scenario().title()));
        var first = section.summaries().getFirst();
        var table = new Table(
                "PEER",
                "CPU µs",
                "(range)",
                "user",
                "system",
                first.peer().toUpperCase(Locale.ROOT) + " IS",
                "OF " + report.sections().getFirst().scenario().name().toUpperCase(Locale.ROOT),
                "req/s",
                "p50 ms",
                "p90",
                "p99",
                "p99.9",
                "RSS MiB",
                "errors");
        section.summaries().forEach(summary -> table.row(cells(summary, first, report)));
        table.print(console);
    }

    private static List<String> cells(Summary summary, Summary first, Report report) {
        var cells = new ArrayList<String>();
        cells.add(summary.peer());
        var processor = summary.spread(Measurement::processorMicros);
        cells.add(number(processor.median(), 1));
        cells.add(number(processor.least(), 1) + "–" + number(processor.most(), 1));
        cells.add(number(summary.median(Measurement::userMicros), 1));
        cells.add(number(summary.median(Measurement::systemMicros), 1));
        cells.add(times(first.ratio(summary, Measurement::processorMicros)));
        cells.add(times(report.ofFirst(summary)));
        cells.add(number(summary.median(Measurement::rate), 0));
        cells.add(millis(summary, Percentiles::p50));
        cells.add(millis(summary, Percentiles::p90));
        cells.add(millis(summary, Percentiles::p99));
        cells.add(millis(summary, Percentiles::p999));
        cells.add(number(summary.median(Measurement::residentBytes) / MEBIBYTE, 0));
        cells.add(Long.toString(summary.errors()));
        return cells;
    }

    private static String times(double ratio) {
        return Double.isNaN(ratio) ? "" : number(ratio, 2) + " ×";
    }

    private static String millis(Summary summary, ToDoubleFunction<Percentiles> of) {
        return number(summary.median(round -> of.applyAsDouble(round.latency())) / 1_000, 3);
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

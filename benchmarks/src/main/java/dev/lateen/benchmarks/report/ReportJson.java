package dev.lateen.benchmarks.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.ToDoubleFunction;

/// The report for programs: medians, ranges, every round, and the ratio of each peer to each other.
public final class ReportJson {

    private ReportJson() {}

    public static ObjectNode of(Report report) {
        var root = JsonNodeFactory.instance.objectNode();
        var machine = report.machine();
        root.putObject("machine")
                .put("processor", machine.processor())
                .put("processors", machine.processors())
                .put("pinned", machine.pinned())
                .put("system", machine.system())
                .put("java", machine.java())
                .put("time", machine.time())
                .put("load", machine.load());
        report.versions().forEach(root.putObject("versions")::put);
        report.missing().forEach(root.putObject("missing")::put);
        var scenarios = root.putArray("scenarios");
        for (var section : report.sections()) {
            var scenario = scenarios.addObject();
            scenario.put("name", section.scenario().name())
                    .put("title", section.scenario().title());
            var peers = scenario.putObject("peers");
            section.summaries().forEach(summary -> peer(peers.putObject(summary.peer()), summary, section, report));
        }
        return root;
    }

    private static void peer(ObjectNode into, Summary summary, Report.Section section, Report report) {
        range(into.putObject("cpuMicrosPerRequest"), summary, Measurement::processorMicros);
        range(into.putObject("userMicrosPerRequest"), summary, Measurement::userMicros);
        range(into.putObject("systemMicrosPerRequest"), summary, Measurement::systemMicros);
        range(into.putObject("requestsPerSecond"), summary, Measurement::rate);
        range(into.putObject("p50Micros"), summary, round -> round.latency().p50());
        range(into.putObject("p90Micros"), summary, round -> round.latency().p90());
        range(into.putObject("p99Micros"), summary, round -> round.latency().p99());
        range(into.putObject("p999Micros"), summary, round -> round.latency().p999());
        range(into.putObject("residentBytes"), summary, Measurement::residentBytes);
        into.put("errors", summary.errors());
        var ratios = into.putObject("cpuRatioTo");
        for (var other : section.summaries()) {
            double ratio = summary.ratio(other, Measurement::processorMicros);
            if (other != summary && !Double.isNaN(ratio)) {
                ratios.put(other.peer(), rounded(ratio));
            }
        }
        double ofFirst = report.ofFirst(summary);
        if (!Double.isNaN(ofFirst)) {
            into.put("cpuRatioToFirstScenario", rounded(ofFirst));
        }
    }

    private static void range(ObjectNode into, Summary summary, ToDoubleFunction<Measurement> of) {
        var spread = summary.spread(of);
        into.put("median", rounded(spread.median()))
                .put("least", rounded(spread.least()))
                .put("most", rounded(spread.most()));
        var rounds = into.putArray("rounds");
        summary.rounds().forEach(round -> rounds.add(rounded(of.applyAsDouble(round))));
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}

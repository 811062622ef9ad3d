package dev.lateen.benchmarks.report;

import dev.lateen.benchmarks.scenario.Scenario;
import java.util.List;
import java.util.Map;

/// A whole run.
///
/// @param versions what each peer says of itself
/// @param missing peers that were asked for and are not here, with the reason
public record Report(
        Machine machine, Map<String, String> versions, Map<String, String> missing, List<Section> sections) {

    /// One scenario.
    public record Section(Scenario scenario, List<Summary> summaries) {}

    /// A peer's processor time for a request as a multiple of the same peer's in the first scenario, by rounds: what it
    /// costs to do more than that. NaN when it was not measured there.
    public double ofFirst(Summary summary) {
        return sections.getFirst().summaries().stream()
                .filter(first -> first.peer().equals(summary.peer()))
                .mapToDouble(first -> summary.ratio(first, Measurement::processorMicros))
                .findFirst()
                .orElse(Double.NaN);
    }
}

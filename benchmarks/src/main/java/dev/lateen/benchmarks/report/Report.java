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
}

package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.util.Map;

/// `workloadSelector` of DestinationRule and ServiceEntry: the workloads that have all these labels.
public record WorkloadSelector(Map<String, String> labels, Map<String, String> matchLabels) {
    public WorkloadSelector {
        labels = OrderedMaps.copyOf(labels);
        matchLabels = OrderedMaps.copyOf(matchLabels);
    }

    /// ServiceEntry spells it `labels`, DestinationRule `matchLabels`; only one of them is ever filled.
    public Map<String, String> required() {
        return labels.isEmpty() ? matchLabels : labels;
    }
}

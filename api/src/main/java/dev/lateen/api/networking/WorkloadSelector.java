package dev.lateen.api.networking;

import java.util.Map;

/// `workloadSelector` of DestinationRule and ServiceEntry: the workloads that have all these labels.
public record WorkloadSelector(Map<String, String> labels, Map<String, String> matchLabels) {
    public WorkloadSelector {
        labels = Map.copyOf(labels);
        matchLabels = Map.copyOf(matchLabels);
    }

    /// ServiceEntry spells it `labels`, DestinationRule `matchLabels`; only one of them is ever filled.
    public Map<String, String> required() {
        return labels.isEmpty() ? matchLabels : labels;
    }
}

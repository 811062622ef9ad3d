package dev.lateen.api.type;

import dev.lateen.api.OrderedMaps;
import java.util.Map;

/// `workloadSelector` of a DestinationRule and `selector` of a policy: the workloads that have all these labels; field
/// by field Istio's `type.v1beta1.WorkloadSelector`, which spells them unlike the one of ServiceEntry.
public record WorkloadSelector(Map<String, String> matchLabels) {
    public WorkloadSelector {
        matchLabels = OrderedMaps.copyOf(matchLabels);
    }
}

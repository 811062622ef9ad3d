package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.util.Map;

/// `workloadSelector` of a ServiceEntry: the workloads that have all these labels; field by field Istio's
/// `networking.v1alpha3.WorkloadSelector`.
public record WorkloadSelector(Map<String, String> labels) {
    public WorkloadSelector {
        labels = OrderedMaps.copyOf(labels);
    }
}

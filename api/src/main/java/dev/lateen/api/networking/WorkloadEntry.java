package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A workload declared by hand; field by field Istio's `networking.istio.io/WorkloadEntry`.
public record WorkloadEntry(
        @Nullable String address,
        Map<String, Integer> ports,
        Map<String, String> labels,
        @Nullable String network,
        @Nullable String locality,
        @Nullable Integer weight,
        @Nullable String serviceAccount) {

    public WorkloadEntry {
        ports = OrderedMaps.copyOf(ports);
        labels = OrderedMaps.copyOf(labels);
    }
}

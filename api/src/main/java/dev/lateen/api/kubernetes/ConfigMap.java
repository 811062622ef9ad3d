package dev.lateen.api.kubernetes;

import dev.lateen.api.OrderedMaps;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Kubernetes ConfigMap.
///
/// @param binaryData values in base64
public record ConfigMap(
        Map<String, String> data,
        Map<String, String> binaryData,
        @Nullable Boolean immutable) {
    public ConfigMap {
        data = OrderedMaps.copyOf(data);
        binaryData = OrderedMaps.copyOf(binaryData);
    }
}

package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import dev.lateen.api.type.WorkloadSelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How proxies are started; field by field Istio's `networking.istio.io/ProxyConfig`.
public record ProxyConfig(
        @Nullable WorkloadSelector selector,
        @Nullable Integer concurrency,
        Map<String, String> environmentVariables,
        @Nullable ProxyImage image) {

    public ProxyConfig {
        environmentVariables = OrderedMaps.copyOf(environmentVariables);
    }

    public record ProxyImage(@Nullable String imageType) {}
}

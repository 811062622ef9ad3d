package dev.lateen.api.security;

import dev.lateen.api.OrderedMaps;
import dev.lateen.api.type.WorkloadSelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether workloads ask their peers for mutual TLS; field by field Istio's `security.istio.io/PeerAuthentication`.
///
/// @param portLevelMtls by the number of a workload's port, as text
public record PeerAuthentication(
        @Nullable WorkloadSelector selector, @Nullable MutualTLS mtls, Map<String, MutualTLS> portLevelMtls) {

    public PeerAuthentication {
        portLevelMtls = OrderedMaps.copyOf(portLevelMtls);
    }

    public record MutualTLS(@Nullable Mode mode) {
        public enum Mode {
            UNSET,
            DISABLE,
            PERMISSIVE,
            STRICT
        }
    }
}

package dev.lateen.api.networking;

import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.Gateway.ServerTLSSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sidecar proxy accepts and may reach; field by field Istio's `networking.istio.io/Sidecar`.
public record Sidecar(
        @Nullable WorkloadSelector workloadSelector,
        List<IstioIngressListener> ingress,
        List<IstioEgressListener> egress,
        @Nullable ConnectionPoolSettings inboundConnectionPool,
        @Nullable OutboundTrafficPolicy outboundTrafficPolicy) {

    public Sidecar {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    public record IstioIngressListener(
            @Nullable SidecarPort port,
            @Nullable String bind,
            @Nullable CaptureMode captureMode,
            @Nullable String defaultEndpoint,
            @Nullable ServerTLSSettings tls,
            @Nullable ConnectionPoolSettings connectionPool) {}

    /// @param hosts `namespace/dnsName`, `~namespace/*` to leave one out
    public record IstioEgressListener(
            @Nullable SidecarPort port,
            @Nullable String bind,
            @Nullable CaptureMode captureMode,
            List<String> hosts) {
        public IstioEgressListener {
            hosts = List.copyOf(hosts);
        }
    }

    public record SidecarPort(
            @Nullable Integer number,
            @Nullable String protocol,
            @Nullable String name,
            @Nullable Integer targetPort) {}

    public record OutboundTrafficPolicy(@Nullable Mode mode, VirtualService.@Nullable Destination egressProxy) {

        /// In the order of the numbers that Istio gives them, so that an absent mode is REGISTRY_ONLY.
        public enum Mode {
            REGISTRY_ONLY,
            ALLOW_ANY
        }
    }

    public enum CaptureMode {
        DEFAULT,
        IPTABLES,
        NONE
    }
}

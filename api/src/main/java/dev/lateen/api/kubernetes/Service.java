package dev.lateen.api.kubernetes;

import dev.lateen.api.OrderedMaps;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Kubernetes Service, spec only; every field of core/v1 `ServiceSpec`.
public record Service(
        List<ServicePort> ports,
        Map<String, String> selector,
        @Nullable String clusterIP,
        List<String> clusterIPs,
        @Nullable String type,
        List<String> externalIPs,
        @Nullable String sessionAffinity,
        @Nullable SessionAffinityConfig sessionAffinityConfig,
        @Nullable String loadBalancerIP,
        List<String> loadBalancerSourceRanges,
        @Nullable String loadBalancerClass,
        @Nullable Boolean allocateLoadBalancerNodePorts,
        @Nullable String externalName,
        @Nullable String externalTrafficPolicy,
        @Nullable String internalTrafficPolicy,
        @Nullable Integer healthCheckNodePort,
        @Nullable Boolean publishNotReadyAddresses,
        List<String> ipFamilies,
        @Nullable String ipFamilyPolicy,
        @Nullable String trafficDistribution) {

    public Service {
        ports = List.copyOf(ports);
        selector = OrderedMaps.copyOf(selector);
        clusterIPs = List.copyOf(clusterIPs);
        externalIPs = List.copyOf(externalIPs);
        loadBalancerSourceRanges = List.copyOf(loadBalancerSourceRanges);
        ipFamilies = List.copyOf(ipFamilies);
    }

    /// @param targetPort a number or the name of a container port, as text; null means `port`
    public record ServicePort(
            @Nullable String name,
            @Nullable String protocol,
            @Nullable String appProtocol,
            @Nullable Integer port,
            @IntOrString @Nullable String targetPort,
            @Nullable Integer nodePort) {}

    public record SessionAffinityConfig(@Nullable ClientIP clientIP) {
        public record ClientIP(@Nullable Integer timeoutSeconds) {}
    }
}

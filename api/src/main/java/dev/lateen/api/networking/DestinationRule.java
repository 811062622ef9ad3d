package dev.lateen.api.networking;

import dev.lateen.api.OrderedMaps;
import dev.lateen.api.type.WorkloadSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Policies for a destination after routing; field by field Istio's `networking.istio.io/DestinationRule`.
public record DestinationRule(
        @Nullable String host,
        @Nullable TrafficPolicy trafficPolicy,
        List<Subset> subsets,
        List<String> exportTo,
        @Nullable WorkloadSelector workloadSelector) {

    public DestinationRule {
        subsets = List.copyOf(subsets);
        exportTo = List.copyOf(exportTo);
    }

    public record Subset(
            @Nullable String name,
            Map<String, String> labels,
            @Nullable TrafficPolicy trafficPolicy) {
        public Subset {
            labels = OrderedMaps.copyOf(labels);
        }
    }

    public record TrafficPolicy(
            @Nullable LoadBalancerSettings loadBalancer,
            @Nullable ConnectionPoolSettings connectionPool,
            @Nullable OutlierDetection outlierDetection,
            @Nullable ClientTLSSettings tls,
            List<PortTrafficPolicy> portLevelSettings,
            @Nullable TunnelSettings tunnel,
            @Nullable ProxyProtocol proxyProtocol,
            @Nullable RetryBudget retryBudget) {
        public TrafficPolicy {
            portLevelSettings = List.copyOf(portLevelSettings);
        }

        public record PortTrafficPolicy(
                VirtualService.@Nullable PortSelector port,
                @Nullable LoadBalancerSettings loadBalancer,
                @Nullable ConnectionPoolSettings connectionPool,
                @Nullable OutlierDetection outlierDetection,
                @Nullable ClientTLSSettings tls) {}

        public record TunnelSettings(
                @Nullable String protocol,
                @Nullable String targetHost,
                @Nullable Integer targetPort) {}

        public record ProxyProtocol(@Nullable Version version) {
            public enum Version {
                V1,
                V2
            }
        }

        public record RetryBudget(
                @Nullable Percent percent, @Nullable Integer minRetryConcurrency) {}
    }

    public record LoadBalancerSettings(
            @Nullable SimpleLB simple,
            @Nullable ConsistentHashLB consistentHash,
            @Nullable LocalityLoadBalancerSetting localityLbSetting,
            @Nullable ZoneAwareLoadBalancerSetting zoneAwareLbSetting,
            @Nullable Duration warmupDurationSecs,
            @Nullable WarmupConfiguration warmup) {

        public enum SimpleLB {
            UNSPECIFIED,
            LEAST_CONN,
            RANDOM,
            PASSTHROUGH,
            ROUND_ROBIN,
            LEAST_REQUEST
        }

        public record ConsistentHashLB(
                @Nullable String httpHeaderName,
                @Nullable HTTPCookie httpCookie,
                @Nullable Boolean useSourceIp,
                @Nullable String httpQueryParameterName,
                @Nullable RingHash ringHash,
                @Nullable MagLev maglev,
                @Nullable Long minimumRingSize) {

            public record HTTPCookie(
                    @Nullable String name,
                    @Nullable String path,
                    @Nullable Duration ttl,
                    List<Attribute> attributes) {
                public HTTPCookie {
                    attributes = List.copyOf(attributes);
                }

                public record Attribute(
                        @Nullable String name, @Nullable String value) {}
            }

            public record RingHash(@Nullable Long minimumRingSize) {}

            public record MagLev(@Nullable Long tableSize) {}
        }
    }

    public record WarmupConfiguration(
            @Nullable Duration duration,
            @Nullable Double minimumPercent,
            @Nullable Double aggression) {}

    public record LocalityLoadBalancerSetting(
            List<Distribute> distribute,
            List<Failover> failover,
            List<String> failoverPriority,
            @Nullable Boolean enabled) {
        public LocalityLoadBalancerSetting {
            distribute = List.copyOf(distribute);
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }

        public record Distribute(@Nullable String from, Map<String, Integer> to) {
            public Distribute {
                to = OrderedMaps.copyOf(to);
            }
        }

        public record Failover(
                @Nullable String from, @Nullable String to) {}
    }

    public record ZoneAwareLoadBalancerSetting(
            @Nullable Boolean enabled,
            List<LocalityLoadBalancerSetting.Failover> failover,
            List<String> failoverPriority,
            @Nullable Integer minClusterSize) {
        public ZoneAwareLoadBalancerSetting {
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    public record ConnectionPoolSettings(
            @Nullable TCPSettings tcp, @Nullable HTTPSettings http) {

        public record TCPSettings(
                @Nullable Integer maxConnections,
                @Nullable Duration connectTimeout,
                @Nullable TcpKeepalive tcpKeepalive,
                @Nullable Duration maxConnectionDuration,
                @Nullable Duration idleTimeout) {

            public record TcpKeepalive(
                    @Nullable Integer probes,
                    @Nullable Duration time,
                    @Nullable Duration interval) {}
        }

        public record HTTPSettings(
                @Nullable Integer http1MaxPendingRequests,
                @Nullable Integer http2MaxRequests,
                @Nullable Integer maxRequestsPerConnection,
                @Nullable Integer maxRetries,
                @Nullable Duration idleTimeout,
                @Nullable H2UpgradePolicy h2UpgradePolicy,
                @Nullable Boolean useClientProtocol,
                @Nullable Integer maxConcurrentStreams,
                @Nullable HTTP2KeepAlive http2KeepAlive) {

            public enum H2UpgradePolicy {
                DEFAULT,
                DO_NOT_UPGRADE,
                UPGRADE
            }

            public record HTTP2KeepAlive(
                    @Nullable Duration interval, @Nullable Duration timeout) {}
        }
    }

    public record OutlierDetection(
            @Nullable Integer consecutiveErrors,
            @Nullable Boolean splitExternalLocalOriginErrors,
            @Nullable Integer consecutiveLocalOriginFailures,
            @Nullable Integer consecutiveGatewayErrors,
            @Nullable Integer consecutive5xxErrors,
            @Nullable Duration interval,
            @Nullable Duration baseEjectionTime,
            @Nullable Integer maxEjectionPercent,
            @Nullable Integer minHealthPercent,
            List<Integer> outlierDetectionHttpErrorCodes) {
        public OutlierDetection {
            outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
        }
    }

    public record ClientTLSSettings(
            @Nullable TLSmode mode,
            @Nullable String clientCertificate,
            @Nullable String privateKey,
            @Nullable String caCertificates,
            @Nullable String credentialName,
            List<String> subjectAltNames,
            @Nullable String sni,
            @Nullable Boolean insecureSkipVerify,
            @Nullable String caCrl) {
        public ClientTLSSettings {
            subjectAltNames = List.copyOf(subjectAltNames);
        }

        public enum TLSmode {
            DISABLE,
            SIMPLE,
            MUTUAL,
            ISTIO_MUTUAL
        }
    }
}

package dev.lateen.api.yaml;

import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadGroup;
import dev.lateen.api.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Proto oneofs: fields of one message of which at most one may be given.
final class Oneofs {

    private static final Map<Class<?>, List<Set<String>>> BY_TYPE = Map.of(
            VirtualService.StringMatch.class, List.of(Set.of("exact", "prefix", "regex")),
            VirtualService.HTTPRedirect.class, List.of(Set.of("port", "derivePort")),
            VirtualService.HTTPBody.class, List.of(Set.of("string", "bytes")),
            VirtualService.HTTPFaultInjection.Delay.class, List.of(Set.of("fixedDelay", "exponentialDelay")),
            VirtualService.HTTPFaultInjection.Abort.class, List.of(Set.of("httpStatus", "grpcStatus", "http2Error")),
            Telemetry.Tracing.CustomTag.class, List.of(Set.of("literal", "environment", "header", "formatter")),
            Telemetry.Metrics.MetricSelector.class, List.of(Set.of("metric", "customMetric")),
            WorkloadGroup.ReadinessProbe.class, List.of(Set.of("httpGet", "tcpSocket", "exec", "grpc")),
            LoadBalancerSettings.class, List.of(Set.of("simple", "consistentHash")),
            LoadBalancerSettings.ConsistentHashLB.class,
                    List.of(
                            Set.of("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"),
                            Set.of("ringHash", "maglev")));

    private Oneofs() {}

    static List<Set<String>> of(Class<?> type) {
        return BY_TYPE.getOrDefault(type, List.of());
    }
}

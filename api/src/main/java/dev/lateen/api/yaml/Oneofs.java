package dev.lateen.api.yaml;

import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.VirtualService;
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

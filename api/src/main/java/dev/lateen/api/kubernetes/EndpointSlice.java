package dev.lateen.api.kubernetes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the addresses of a Service, of Kubernetes' discovery.k8s.io/v1.
public record EndpointSlice(
        @Nullable String addressType, List<Endpoint> endpoints, List<Endpoints.EndpointPort> ports) {

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    public record Endpoint(
            List<String> addresses,
            @Nullable EndpointConditions conditions,
            @Nullable String hostname,
            @Nullable String nodeName,
            @Nullable String zone,
            @Nullable ObjectReference targetRef) {
        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }

    /// Absent ones are as Kubernetes has them: ready and serving, not terminating.
    public record EndpointConditions(
            @Nullable Boolean ready,
            @Nullable Boolean serving,
            @Nullable Boolean terminating) {}
}

package dev.lateen.api.kubernetes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses of a Service in the older form, of Kubernetes' core/v1.
public record Endpoints(List<EndpointSubset> subsets) {

    public Endpoints {
        subsets = List.copyOf(subsets);
    }

    public record EndpointSubset(
            List<EndpointAddress> addresses, List<EndpointAddress> notReadyAddresses, List<EndpointPort> ports) {
        public EndpointSubset {
            addresses = List.copyOf(addresses);
            notReadyAddresses = List.copyOf(notReadyAddresses);
            ports = List.copyOf(ports);
        }
    }

    public record EndpointAddress(
            @Nullable String ip,
            @Nullable String hostname,
            @Nullable String nodeName,
            @Nullable ObjectReference targetRef) {}

    public record EndpointPort(
            @Nullable String name,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable String appProtocol) {}
}

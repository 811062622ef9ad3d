package dev.lateen.compiler;

import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Origin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A name that clients use, from a Service or a ServiceEntry.
///
/// @param host fully qualified; a wildcard is possible for a ServiceEntry
/// @param name the Service's name; the host itself for a ServiceEntry
/// @param addresses cluster IPs or the ServiceEntry's addresses
/// @param selector of a Service only, else empty
record MeshService(
        String host,
        String name,
        String namespace,
        boolean kubernetes,
        Visibility visibility,
        List<String> addresses,
        Map<String, String> selector,
        List<Port> ports,
        Origin origin) {

    MeshService {
        addresses = List.copyOf(addresses);
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
    }

    record Port(int number, String name, Protocol protocol, List<LabelledEndpoint> endpoints) {
        Port {
            endpoints = List.copyOf(endpoints);
        }
    }

    /// An endpoint with the labels that subsets choose by.
    record LabelledEndpoint(Map<String, String> labels, Endpoint endpoint) {}

    MeshService withPorts(List<Port> others) {
        return new MeshService(host, name, namespace, kubernetes, visibility, addresses, selector, others, origin);
    }

    ServiceRef ref() {
        return new ServiceRef(host, name, namespace);
    }

    @Nullable
    Port port(int number) {
        for (var port : ports) {
            if (port.number() == number) {
                return port;
            }
        }
        return null;
    }
}

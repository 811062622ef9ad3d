package dev.lateen.api.networking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service declared by hand; field by field Istio's `networking.istio.io/ServiceEntry`.
public record ServiceEntry(
        List<String> hosts,
        List<String> addresses,
        List<ServicePort> ports,
        @Nullable Location location,
        @Nullable Resolution resolution,
        List<WorkloadEntry> endpoints,
        @Nullable WorkloadSelector workloadSelector,
        List<String> exportTo,
        List<String> subjectAltNames) {

    public ServiceEntry {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
        exportTo = List.copyOf(exportTo);
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    public record ServicePort(
            @Nullable Integer number,
            @Nullable String protocol,
            @Nullable String name,
            @Nullable Integer targetPort) {}

    public enum Location {
        MESH_EXTERNAL,
        MESH_INTERNAL
    }

    public enum Resolution {
        NONE,
        STATIC,
        DNS,
        DNS_ROUND_ROBIN,
        DYNAMIC_DNS
    }
}

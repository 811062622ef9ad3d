package dev.lateen.cli.workload;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.process.Programs;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An application that is to be part of the mesh.
///
/// @param name unique in its namespace; also the name of its WorkloadEntry and its sidecar
/// @param labels `app` included
/// @param ports where it is reached, and through what it calls others
/// @param healthPath null asks only whether the application's port takes a connection
public record Workload(
        String name,
        String namespace,
        String service,
        Map<String, String> labels,
        Ports ports,
        @Nullable String healthPath) {

    public Workload {
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /// @param service port of the Service
    /// @param application where the application listens
    /// @param inbound where its sidecar listens for it
    /// @param outbound where its sidecar is its HTTP proxy
    public record Ports(int service, int application, int inbound, int outbound, ProxyPorts proxy) {

        /// Every port that the sidecar binds.
        List<Integer> ofSidecar() {
            return List.of(
                    inbound,
                    outbound,
                    proxy.admin(),
                    proxy.readiness(),
                    proxy.metrics(),
                    proxy.mergedMetrics(),
                    proxy.management());
        }
    }

    /// The sidecar's own ports.
    public record ProxyPorts(int admin, int readiness, int metrics, int mergedMetrics, int management) {}

    /// What a sidecar needs to run.
    public record Place(Home home, Programs programs, URI pilot) {}

    /// `name.namespace`, as `proxy-status` shows the sidecar.
    public String proxy() {
        return name + "." + namespace;
    }
}

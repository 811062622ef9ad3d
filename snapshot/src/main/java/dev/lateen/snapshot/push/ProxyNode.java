package dev.lateen.snapshot.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/// A proxy as it introduces itself to pilot (query parameters of `GET /v1/config/stream`).
///
/// @param labels the workload's labels; for a gateway what `Gateway.spec.selector` is matched against
/// @param inbound for a sidecar without traffic interception: its application's ports
/// @param gatewayPorts for a gateway: explicit translations of a server's port (80) to the bound one; ports under
///     1024 without an entry are offset by [#PRIVILEGED_PORT_OFFSET]
public record ProxyNode(
        Role role,
        String namespace,
        String name,
        Map<String, String> labels,
        List<InboundPort> inbound,
        int outboundPort,
        Map<Integer, Integer> gatewayPorts) {

    public static final int PRIVILEGED_PORT_OFFSET = 8000;

    public ProxyNode {
        labels = Map.copyOf(labels);
        inbound = List.copyOf(inbound);
        gatewayPorts = Map.copyOf(gatewayPorts);
    }

    public enum Role {
        @JsonProperty("gateway")
        GATEWAY,
        @JsonProperty("sidecar")
        SIDECAR
    }

    /// `service:listen:app`, for instance `8000:40001:9001`: requests for the service's port 8000 arrive at 40001 and
    /// go to the application at 127.0.0.1:9001.
    public record InboundPort(int servicePort, int listenPort, int appPort) {}

    /// `name.namespace`, as `proxy-status` shows it.
    public String id() {
        return name + "." + namespace;
    }
}

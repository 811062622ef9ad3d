package dev.lateen.proxy.bootstrap;

import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import dev.lateen.snapshot.push.ProxyNodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lists as they are written in configuration keys, in the notation of the push API's parameters.
public final class PortLists {

    private PortLists() {}

    /// `8000:40001:9001,…`: service, listen and application port.
    ///
    /// @throws IllegalArgumentException naming the entry and what was expected
    public static List<InboundPort> inbound(String value) {
        return node("sidecar", "inbound", value).inbound();
    }

    /// `80:18080,…`: a Gateway's port and the one to bind.
    ///
    /// @throws IllegalArgumentException naming the entry and what was expected
    public static Map<Integer, Integer> gateway(String value) {
        return node("gateway", "ports", value).gatewayPorts();
    }

    /// `app=httpbin,version=v1`.
    ///
    /// @throws IllegalArgumentException naming the entry and what was expected
    static Map<String, String> labels(String value) {
        return node("sidecar", "labels", value).labels();
    }

    private static ProxyNode node(String role, String parameter, String value) {
        var parameters = new HashMap<>(Map.of("role", role, "namespace", "default", "name", "any"));
        parameters.put(parameter, value.strip());
        return ProxyNodes.fromQuery(parameters);
    }
}

package dev.lateen.gateway;

import dev.lateen.proxy.bootstrap.InvalidSettings;
import dev.lateen.proxy.bootstrap.PortLists;
import dev.lateen.proxy.bootstrap.ProxyKeys;
import dev.lateen.proxy.bootstrap.ProxySettings;
import dev.lateen.proxy.bootstrap.SettingsReader;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.Map;

/// The settings of an ingress gateway from its configuration keys.
final class GatewaySettings {

    /// What Istio's ingress gateway is labelled, which Gateways select by.
    private static final Map<String, String> DEFAULT_LABELS =
            Map.of("app", "istio-ingressgateway", "istio", "ingressgateway");

    private GatewaySettings() {}

    static ProxySettings read(ProxyKeys proxyKeys, GatewayKeys keys, String version) throws InvalidSettings {
        var reader = new SettingsReader(proxyKeys);
        var node = reader.node(ProxyNode.Role.GATEWAY, "istio-ingressgateway");
        var ports = reader.valueOf(
                "lateen.gateway.ports", () -> PortLists.gateway(keys.ports().orElse("")));
        var gateway = new ProxyNode(
                node.role(),
                node.namespace(),
                node.name(),
                proxyKeys.labels().isEmpty() ? DEFAULT_LABELS : node.labels(),
                node.inbound(),
                node.outboundPort(),
                ports == null ? Map.of() : ports);
        return reader.read(gateway, version);
    }
}

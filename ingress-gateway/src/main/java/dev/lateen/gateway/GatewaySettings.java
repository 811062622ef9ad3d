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

    private static final int MOST_TRUSTED = 100;

    private GatewaySettings() {}

    static ProxySettings read(ProxyKeys proxyKeys, GatewayKeys keys, String version) throws InvalidSettings {
        var reader = new SettingsReader(proxyKeys);
        var node = reader.node(ProxyNode.Role.GATEWAY, "istio-ingressgateway");
        var ports = reader.valueOf(
                "lateen.gateway.ports", () -> PortLists.gateway(keys.ports().orElse("")));
        var trusted = reader.valueOf("lateen.gateway.num-trusted-proxies", () -> trusted(keys.numTrustedProxies()));
        var gateway = new ProxyNode(
                node.role(),
                node.namespace(),
                node.name(),
                proxyKeys.labels().isEmpty() ? DEFAULT_LABELS : node.labels(),
                node.inbound(),
                node.outboundPort(),
                ports == null ? Map.of() : ports);
        var settings = reader.read(gateway, version);
        return trusted == null
                ? settings
                : settings.withEngine(settings.engine().withTrustedProxies(trusted));
    }

    private static int trusted(int proxies) {
        if (proxies < 0 || proxies > MOST_TRUSTED) {
            throw new IllegalArgumentException(proxies + " (expected: 0.." + MOST_TRUSTED + ")");
        }
        return proxies;
    }
}

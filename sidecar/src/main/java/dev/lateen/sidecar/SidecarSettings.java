package dev.lateen.sidecar;

import dev.lateen.proxy.ConnectPorts;
import dev.lateen.proxy.bootstrap.InvalidSettings;
import dev.lateen.proxy.bootstrap.PortLists;
import dev.lateen.proxy.bootstrap.ProxyKeys;
import dev.lateen.proxy.bootstrap.ProxySettings;
import dev.lateen.proxy.bootstrap.SettingsReader;
import dev.lateen.proxy.config.DemandLimits;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;

/// The settings of a sidecar from its configuration keys.
final class SidecarSettings {

    private SidecarSettings() {}

    static ProxySettings read(ProxyKeys proxyKeys, SidecarKeys keys, String version) throws InvalidSettings {
        var reader = new SettingsReader(proxyKeys);
        var node = reader.node(ProxyNode.Role.SIDECAR, "sidecar");
        var inbound = reader.valueOf(
                "lateen.sidecar.inbound", () -> PortLists.inbound(keys.inbound().orElse("")));
        var outbound = reader.valueOf("lateen.sidecar.outbound", () -> outbound(keys.outbound()));
        var connect = reader.valueOf(
                "lateen.sidecar.connect-ports",
                () -> ConnectPorts.parse(keys.connectPorts().orElse("")));
        var sidecar = new ProxyNode(
                node.role(),
                node.namespace(),
                node.name(),
                node.labels(),
                inbound == null ? List.of() : inbound,
                outbound == null ? 0 : outbound,
                node.gatewayPorts());
        var onDemand = reader.valueOf(
                "lateen.sidecar.on-demand",
                () -> new DemandLimits(keys.onDemandTimeout(), keys.onDemandWaiters(), keys.onDemandMemory()));
        var settings = reader.read(sidecar, version);
        if (connect != null) {
            settings = settings.withEngine(settings.engine().withConnectPorts(connect));
        }
        return onDemand == null || !keys.onDemand() ? settings : settings.withOnDemand(onDemand);
    }

    private static int outbound(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(port + " (expected: 0..65535)");
        }
        return port;
    }
}

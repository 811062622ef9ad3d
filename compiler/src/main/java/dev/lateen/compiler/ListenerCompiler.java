package dev.lateen.compiler;

import dev.lateen.api.meta.LabelSelector;
import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which ports a gateway proxy binds: the servers of all Gateways that select it, merged by bound port.
final class ListenerCompiler {

    private static final int PRIVILEGED = 1024;

    private final ProxyView view;

    ListenerCompiler(ProxyView view) {
        this.view = view;
    }

    /// By port, at each port in the order in which its addresses were claimed.
    List<BoundPort> boundPorts() {
        SortedMap<Integer, List<BoundPort>> bound = new TreeMap<>();
        for (var gateway : view.mesh().gateways()) {
            if (!LabelSelector.matches(gateway.spec().selector(), view.node().labels())) {
                continue;
            }
            var servers = gateway.spec().servers();
            for (int i = 0; i < servers.size(); i++) {
                var port = servers.get(i).port();
                var number = port == null ? null : port.number();
                if (number != null && number > 0) {
                    claim(bound, new ServerRef(gateway, i, servers.get(i), number));
                }
            }
        }
        return bound.values().stream().flatMap(List::stream).toList();
    }

    static Listener listener(BoundPort port) {
        return listener(port, List.of(port.routeConfigName()), List.of());
    }

    static Listener listener(BoundPort port, List<FilterChain> chains) {
        return listener(port, List.of(), chains);
    }

    private static Listener listener(BoundPort port, List<String> routeConfigs, List<FilterChain> chains) {
        return new Listener(
                port.listenerName(),
                port.first().bind(),
                port.port(),
                Listener.Kind.GATEWAY,
                routeConfigs,
                chains,
                port.origins());
    }

    private void claim(SortedMap<Integer, List<BoundPort>> bound, ServerRef server) {
        if (!Binds.isAddress(server.bind())) {
            return;
        }
        int number = boundPort(view.node(), server.number());
        var ports = bound.computeIfAbsent(number, _ -> new ArrayList<>());
        for (var port : ports) {
            if (port.overlaps(server)) {
                share(port, server);
                return;
            }
        }
        ports.add(new BoundPort(number, server));
    }

    private void share(BoundPort port, ServerRef server) {
        var conflict = port.conflict(server);
        if (conflict == null) {
            port.add(server);
        } else {
            view.warn(server.gateway(), server.path() + "." + conflict.field(), conflict.message());
        }
    }

    private static int boundPort(ProxyNode node, int number) {
        var explicit = node.gatewayPorts().get(number);
        if (explicit != null) {
            return explicit;
        }
        return number < PRIVILEGED ? number + ProxyNode.PRIVILEGED_PORT_OFFSET : number;
    }
}

package dev.lateen.compiler;

import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import java.util.ArrayList;
import java.util.List;

/// The filter chains of a port on which connections are told apart by the name that their TLS client asks for: one for
/// each server.
final class ChainCompiler {

    private final GatewayCompiler gateways;
    private final ServerTls tls;

    ChainCompiler(ProxyView view, GatewayCompiler gateways) {
        this.gateways = gateways;
        this.tls = new ServerTls(view);
    }

    /// Listener and routes of one port; nothing when no server of it is served.
    ///
    /// @param routeConfigs gets the routes
    /// @param listeners gets the listener
    void compile(BoundPort port, List<Listener> listeners, List<RouteConfig> routeConfigs) {
        var chains = new ArrayList<FilterChain>();
        for (var server : port.servers()) {
            if (ServerTls.isHttps(server.server())) {
                https(port, server, chains, routeConfigs);
            }
        }
        if (!chains.isEmpty()) {
            listeners.add(ListenerCompiler.listener(port, chains));
        }
    }

    private void https(BoundPort port, ServerRef server, List<FilterChain> chains, List<RouteConfig> routeConfigs) {
        var ending = tls.compile(server);
        if (ending != null) {
            var name = server.routeConfigName();
            routeConfigs.add(gateways.compile(name, port.port(), List.of(server)));
            chains.add(new FilterChain(name, serverNames(server), ending, name, null, List.of(server.origin())));
        }
    }

    /// `*` stands for clients that ask for no name too.
    private static List<String> serverNames(ServerRef server) {
        var names = server.hosts().stream().map(ServerHost::name).distinct().toList();
        return names.contains("*") ? List.of() : names;
    }
}

package dev.lateen.compiler;

import dev.lateen.api.networking.Gateway.TLSmode;
import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import java.util.ArrayList;
import java.util.List;

/// The filter chains of a port that is not plain HTTP. Connections are told apart by the name that their TLS client
/// asks
/// for: where TLS ends here there is one chain for each server, else what [TunnelCompiler] finds.
final class ChainCompiler {

    private final ProxyView view;
    private final GatewayCompiler gateways;
    private final TunnelCompiler tunnels;
    private final ServerTls tls;

    ChainCompiler(ProxyView view, GatewayCompiler gateways, TunnelCompiler tunnels) {
        this.view = view;
        this.gateways = gateways;
        this.tunnels = tunnels;
        this.tls = new ServerTls(view);
    }

    /// Listener and routes of one port; nothing when no server of it is served.
    ///
    /// @param routeConfigs gets the routes
    /// @param listeners gets the listener
    void compile(BoundPort port, List<Listener> listeners, List<RouteConfig> routeConfigs) {
        var chains = new ArrayList<FilterChain>();
        var names = new ServerNames(view);
        for (var server : port.servers()) {
            if (ServerTls.ends(server.server().tls())) {
                names.reserve(serverNames(server));
            }
        }
        for (var server : port.servers()) {
            if (ServerTls.isHttps(server.server())) {
                https(port, server, chains, routeConfigs);
            } else if (ServerTls.ends(server.server().tls())) {
                var ending = tls.compile(
                        server.gateway(),
                        server.path() + ".tls",
                        server.server().tls());
                chains.addAll(ending == null ? List.of() : tunnels.tcp(server, serverNames(server), ending));
            } else if (server.kind() == BoundPort.Kind.TCP) {
                chains.addAll(tunnels.tcp(server, List.of(), null));
            } else if (ServerTls.mode(server.server().tls()) == TLSmode.PASSTHROUGH) {
                chains.addAll(tunnels.tls(server, names));
            }
        }
        if (!chains.isEmpty()) {
            listeners.add(ListenerCompiler.listener(port, chains));
        }
    }

    private void https(BoundPort port, ServerRef server, List<FilterChain> chains, List<RouteConfig> routeConfigs) {
        var ending = tls.compile(
                server.gateway(), server.path() + ".tls", server.server().tls());
        if (ending != null) {
            var name = server.routeConfigName();
            routeConfigs.add(gateways.compile(name, port.port(), List.of(server)));
            chains.add(new FilterChain(name, serverNames(server), ending, name, null, List.of(server.origin())));
        }
    }

    /// `*` stands for clients that ask for no name too.
    private static List<String> serverNames(ServerRef server) {
        var names = server.hosts().stream().map(ServerHost::name).distinct().toList();
        return ServerNames.ofChain(names);
    }
}

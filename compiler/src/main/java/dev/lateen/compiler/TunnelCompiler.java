package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.TcpRoute;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a server's connections go that are not read as HTTP: for TCP to the first `tcp` rule that
/// applies;
/// for TLS that passes through a chain for each `tls` rule, by its `sniHosts` as far as they are the server's hosts.
final class TunnelCompiler {

    private final ProxyView view;
    private final GatewayRules gateways;
    private final TunnelRules rules;

    TunnelCompiler(ProxyView view, GatewayRules gateways) {
        this.view = view;
        this.gateways = gateways;
        this.rules = new TunnelRules(view);
    }

    /// @param tls how it ends here; null leaves the bytes as they are
    List<FilterChain> tcp(ServerRef server, List<String> serverNames, @Nullable DownstreamTls tls) {
        var route = rules.firstTcp(bound(server), scope(server));
        return served(
                server,
                "tcp",
                route == null
                        ? List.of()
                        : List.of(new FilterChain(
                                name(server),
                                serverNames,
                                tls,
                                null,
                                route,
                                List.of(server.origin(), route.origin()))));
    }

    /// @param names of the chains so far, which win
    List<FilterChain> tls(ServerRef server, ServerNames names) {
        return served(server, "tls", passthrough(server, names));
    }

    private List<FilterChain> served(ServerRef server, String rule, List<FilterChain> chains) {
        if (chains.isEmpty()) {
            view.warn(
                    server.gateway(),
                    server.path(),
                    "no " + rule + " rule of a VirtualService applies to the " + server.protocol()
                            + " server (expected: one); it serves nothing");
        }
        return chains;
    }

    private List<FilterChain> passthrough(ServerRef server, ServerNames names) {
        var chains = new ArrayList<FilterChain>();
        for (var match : rules.tls(bound(server), scope(server))) {
            var owner = match.rule().owner();
            var free = names.claim(names(match.sniHosts(), owner, server), owner, match.path());
            if (!free.isEmpty()) {
                var route = rules.route(match);
                chains.add(chain(server, name(server) + " " + free.getFirst(), free, route));
            }
        }
        return chains;
    }

    /// Those that name the server's Gateway and have a host in common with it.
    private List<Resource<VirtualService>> bound(ServerRef server) {
        return gateways.virtualServices().stream()
                .filter(owner ->
                        !owner.spec().tcp().isEmpty() || !owner.spec().tls().isEmpty())
                .filter(owner -> GatewayNames.of(owner).contains(server.gatewayName()))
                .filter(owner -> !gateways.served(owner, server).isEmpty())
                .toList();
    }

    private static RouteScope scope(ServerRef server) {
        return new RouteScope(Set.of(server.gatewayName()), Set.of(server.number()), server.number());
    }

    /// What of the match's names the server serves.
    private static Set<String> names(List<String> sniHosts, Resource<VirtualService> owner, ServerRef server) {
        var names = new LinkedHashSet<String>();
        var namespace = owner.key().namespace();
        for (var declared : sniHosts) {
            var host = Hostname.resolveShort(declared, namespace).toLowerCase(Locale.ROOT);
            for (var serverHost : server.hosts()) {
                var narrower = serverHost.narrower(host, namespace);
                if (narrower != null) {
                    names.add(narrower);
                }
            }
        }
        return names;
    }

    private static FilterChain chain(ServerRef server, String name, List<String> serverNames, TcpRoute route) {
        List<Origin> origins = List.of(server.origin(), route.origin());
        return new FilterChain(name, ServerNames.ofChain(serverNames), null, null, route, origins);
    }

    /// `default/gw.https`
    private static String name(ServerRef server) {
        var port = server.server().port();
        return server.gatewayName() + "." + (port == null || port.name() == null ? server.number() : port.name());
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.TLSMatchAttributes;
import dev.lateen.compiler.BoundPort.ServerRef;
import dev.lateen.compiler.TcpRouteCompiler.Rule;
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
    private final GatewayRules rules;
    private final TcpRouteCompiler routes;

    TunnelCompiler(ProxyView view, GatewayRules rules) {
        this.view = view;
        this.rules = rules;
        this.routes = new TcpRouteCompiler(view);
    }

    /// @param tls how it ends here; null leaves the bytes as they are
    List<FilterChain> tcp(ServerRef server, List<String> serverNames, @Nullable DownstreamTls tls) {
        return served(server, "tcp", firstTcp(server, serverNames, tls));
    }

    /// @param taken server names of the chains so far, which win
    List<FilterChain> tls(ServerRef server, Set<String> taken) {
        return served(server, "tls", passthrough(server, taken));
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

    private List<FilterChain> firstTcp(ServerRef server, List<String> serverNames, @Nullable DownstreamTls tls) {
        for (var owner : bound(server)) {
            var tcp = owner.spec().tcp();
            for (int i = 0; i < tcp.size(); i++) {
                var matches = tcp.get(i).match().stream().map(Applicability::of).toList();
                if (matches.isEmpty() || matches.stream().anyMatch(match -> applies(match, owner, server))) {
                    var path = "spec.tcp[" + i + "]";
                    var rule = new Rule(owner, scope(server), path, tcp.get(i).route());
                    var origin = Origins.of(owner, path, i, -1);
                    var route = routes.compile(rule, origin);
                    var origins = List.of(server.origin(), origin);
                    return List.of(new FilterChain(name(server), serverNames, tls, null, route, origins));
                }
            }
        }
        return List.of();
    }

    private List<FilterChain> passthrough(ServerRef server, Set<String> taken) {
        var chains = new ArrayList<FilterChain>();
        for (var owner : bound(server)) {
            var tls = owner.spec().tls();
            for (int i = 0; i < tls.size(); i++) {
                var rule = new Rule(
                        owner, scope(server), "spec.tls[" + i + "]", tls.get(i).route());
                var matches = tls.get(i).match();
                for (int j = 0; j < matches.size(); j++) {
                    if (applies(Applicability.of(matches.get(j)), owner, server)) {
                        var path = rule.path() + ".match[" + j + "]";
                        var names = free(names(matches.get(j), owner, server), taken, owner, path);
                        if (!names.isEmpty()) {
                            var route = routes.compile(rule, Origins.of(owner, path, i, j));
                            chains.add(chain(server, name(server) + " " + names.getFirst(), names, route));
                        }
                    }
                }
            }
        }
        return chains;
    }

    /// Those that name the server's Gateway and have a host in common with it.
    private List<Resource<VirtualService>> bound(ServerRef server) {
        return rules.virtualServices().stream()
                .filter(owner ->
                        !owner.spec().tcp().isEmpty() || !owner.spec().tls().isEmpty())
                .filter(owner -> GatewayNames.of(owner).contains(server.gatewayName()))
                .filter(owner -> !rules.served(owner, server).isEmpty())
                .toList();
    }

    private boolean applies(Applicability match, Resource<VirtualService> owner, ServerRef server) {
        return match.mismatch(owner.key().namespace(), scope(server), view.node()) == null;
    }

    private static RouteScope scope(ServerRef server) {
        return new RouteScope(Set.of(server.gatewayName()), Set.of(server.number()), server.number());
    }

    /// What of the match's names the server serves.
    private static Set<String> names(TLSMatchAttributes match, Resource<VirtualService> owner, ServerRef server) {
        var names = new LinkedHashSet<String>();
        var namespace = owner.key().namespace();
        for (var declared : match.sniHosts()) {
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

    private List<String> free(Set<String> names, Set<String> taken, Resource<VirtualService> owner, String path) {
        var free = names.stream().filter(name -> !taken.contains(name)).toList();
        if (free.size() < names.size()) {
            names.removeAll(free);
            view.warn(
                    owner,
                    path + ".sniHosts",
                    names + " (expected: names that no earlier tls rule on the port has); the earlier rule has them");
        }
        taken.addAll(free);
        return free;
    }

    private static FilterChain chain(ServerRef server, String name, List<String> serverNames, TcpRoute route) {
        List<Origin> origins = List.of(server.origin(), route.origin());
        return new FilterChain(name, serverNames.contains("*") ? List.of() : serverNames, null, null, route, origins);
    }

    /// `default/gw.https`
    private static String name(ServerRef server) {
        var port = server.server().port();
        return server.gatewayName() + "." + (port == null || port.name() == null ? server.number() : port.name());
    }
}

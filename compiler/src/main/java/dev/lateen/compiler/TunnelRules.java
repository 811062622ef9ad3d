package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.TcpRouteCompiler.Rule;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.TcpRoute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `tcp` and `tls` rules of VirtualServices as far as they apply to the proxy in one scope.
final class TunnelRules {

    private final ProxyView view;
    private final TcpRouteCompiler routes;

    TunnelRules(ProxyView view) {
        this.view = view;
        this.routes = new TcpRouteCompiler(view);
    }

    /// A match of a `tls` rule that applies.
    ///
    /// @param path `spec.tls[0].match[1]`
    record TlsMatch(Rule rule, String path, List<String> sniHosts, Origin origin) {}

    /// Where the first `tcp` rule leads that applies; null when none does.
    @Nullable
    TcpRoute firstTcp(List<Resource<VirtualService>> owners, RouteScope scope) {
        for (var owner : owners) {
            var tcp = owner.spec().tcp();
            for (int i = 0; i < tcp.size(); i++) {
                var matches = tcp.get(i).match().stream().map(Applicability::of).toList();
                if (matches.isEmpty() || matches.stream().anyMatch(match -> applies(match, owner, scope))) {
                    var path = "spec.tcp[" + i + "]";
                    var rule = new Rule(owner, scope, path, tcp.get(i).route());
                    return routes.compile(rule, Origins.of(owner, path, i, -1));
                }
            }
        }
        return null;
    }

    /// In the order of the rules.
    List<TlsMatch> tls(List<Resource<VirtualService>> owners, RouteScope scope) {
        var found = new ArrayList<TlsMatch>();
        for (var owner : owners) {
            var tls = owner.spec().tls();
            for (int i = 0; i < tls.size(); i++) {
                var rule =
                        new Rule(owner, scope, "spec.tls[" + i + "]", tls.get(i).route());
                var matches = tls.get(i).match();
                for (int j = 0; j < matches.size(); j++) {
                    if (applies(Applicability.of(matches.get(j)), owner, scope)) {
                        var path = rule.path() + ".match[" + j + "]";
                        var origin = Origins.of(owner, path, i, j);
                        found.add(new TlsMatch(rule, path, matches.get(j).sniHosts(), origin));
                    }
                }
            }
        }
        return found;
    }

    TcpRoute route(TlsMatch match) {
        return routes.compile(match.rule(), match.origin());
    }

    private boolean applies(Applicability match, Resource<VirtualService> owner, RouteScope scope) {
        return match.mismatch(owner.key().namespace(), scope, view.node()) == null;
    }
}

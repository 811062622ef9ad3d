package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.VirtualHost.SkippedRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The HTTP rules of one VirtualService, in order, as they are in force in one scope.
final class RouteCompiler {

    private final ProxyView view;

    RouteCompiler(ProxyView view) {
        this.view = view;
    }

    /// Rules that cannot hold in the scope and those behind a catch-all are listed as skipped.
    Routes compile(Resource<VirtualService> virtualService, RouteScope scope) {
        var pass = new Pass(view, virtualService, scope);
        var rules = virtualService.spec().http();
        for (int i = 0; i < rules.size(); i++) {
            pass.add(rules.get(i), i);
        }
        return new Routes(pass.routes, pass.skipped);
    }

    /// One VirtualService on its way.
    private static final class Pass {

        private final ProxyView view;
        private final Resource<VirtualService> owner;
        private final RouteScope scope;
        private final ActionCompiler actions;
        private final List<Route> routes = new ArrayList<>();
        private final List<SkippedRule> skipped = new ArrayList<>();
        private @Nullable Route catchAll;

        Pass(ProxyView view, Resource<VirtualService> owner, RouteScope scope) {
            this.view = view;
            this.owner = owner;
            this.scope = scope;
            this.actions = new ActionCompiler(view, owner, scope);
        }

        void add(HTTPRoute rule, int index) {
            var path = "spec.http[" + index + "]";
            var name = rule.name() == null ? "" : rule.name();
            if (catchAll != null) {
                skipped.add(new SkippedRule(Origins.rule(owner, index), Routes.neverReached(catchAll)));
            } else if (rule.match().isEmpty()) {
                var action = actions.compile(rule, RouteMatch.ANY, path);
                add(new Route(name, RouteMatch.ANY, action, Origins.rule(owner, index)));
            } else {
                for (int i = 0; i < rule.match().size(); i++) {
                    add(rule, rule.match().get(i), index, i);
                }
            }
        }

        private void add(HTTPRoute rule, HTTPMatchRequest match, int index, int matchIndex) {
            var origin = Origins.match(owner, index, matchIndex);
            if (catchAll != null) {
                skipped.add(new SkippedRule(origin, Routes.neverReached(catchAll)));
                return;
            }
            var mismatch = Applicability.of(match).mismatch(owner.key().namespace(), scope, view.node());
            if (mismatch != null) {
                skipped.add(new SkippedRule(origin, mismatch));
                return;
            }
            var compiled = MatchCompiler.compile(match);
            var action = actions.compile(rule, compiled, "spec.http[" + index + "]");
            add(new Route(name(rule, match), compiled, action, origin));
        }

        private void add(Route route) {
            routes.add(route);
            if (MatchCompiler.isCatchAll(route.match())) {
                catchAll = route;
            }
        }

        private static String name(HTTPRoute rule, HTTPMatchRequest match) {
            var name = rule.name() == null ? "" : rule.name();
            var suffix = match.name() == null ? "" : match.name();
            return name.isEmpty() || suffix.isEmpty() ? name + suffix : name + "." + suffix;
        }
    }
}

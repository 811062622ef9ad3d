package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.snapshot.Origin;
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
        var delegates = Delegates.of(view, virtualService);
        var pass = new Pass(view, scope, virtualService);
        pass.skipped.addAll(delegates.skipped());
        delegates.rules().forEach(pass::add);
        return new Routes(pass.routes, pass.skipped);
    }

    /// One VirtualService on its way.
    private static final class Pass {

        private final ProxyView view;
        private final RouteScope scope;
        private final List<Route> routes = new ArrayList<>();
        private final List<SkippedRule> skipped = new ArrayList<>();
        private final TrafficAnnotations annotations;
        private @Nullable Route catchAll;

        Pass(ProxyView view, RouteScope scope, Resource<VirtualService> root) {
            this.view = view;
            this.scope = scope;
            this.annotations = TrafficAnnotations.of(root);
        }

        void add(Delegates.Rule rule) {
            var matches = rule.route().match();
            var origin = Origins.rule(rule.owner(), rule.index());
            if (catchAll != null) {
                skipped.add(new SkippedRule(origin, Routes.neverReached(catchAll)));
            } else if (matches.isEmpty()) {
                add(rule, RouteMatch.ANY, origin, null);
            } else {
                for (int i = 0; i < matches.size(); i++) {
                    add(rule, matches.get(i), Origins.match(rule.owner(), rule.index(), i));
                }
            }
        }

        private void add(Delegates.Rule rule, HTTPMatchRequest match, Origin origin) {
            if (catchAll != null) {
                skipped.add(new SkippedRule(origin, Routes.neverReached(catchAll)));
                return;
            }
            var mismatch = mismatch(match, rule.owner().key().namespace());
            if (mismatch != null) {
                skipped.add(new SkippedRule(origin, mismatch));
                return;
            }
            add(rule, MatchCompiler.compile(match), origin, match);
        }

        /// Why the match can never hold here; null when it can.
        private @Nullable String mismatch(HTTPMatchRequest match, String namespace) {
            var claim = MatchCompiler.claim(match);
            return claim != null
                    ? "match on " + claim + ": claims of tokens are not known yet"
                    : Applicability.of(match).mismatch(namespace, scope, view.node());
        }

        private void add(Delegates.Rule rule, RouteMatch match, Origin origin, @Nullable HTTPMatchRequest given) {
            var ofOwner = annotations(rule);
            var actions = new ActionCompiler(view, rule.owner(), scope, ofOwner);
            var path = "spec.http[" + rule.index() + "]";
            var action = actions.compile(rule.route(), match, path);
            var policies = new RoutePolicyCompiler(view, rule.owner(), ofOwner);
            var prefix = given == null
                            || given.statPrefix() == null
                            || given.statPrefix().isEmpty()
                    ? null
                    : given.statPrefix();
            var route = new Route(
                    name(rule.route(), given),
                    match,
                    action,
                    origin,
                    prefix,
                    RampNote.step(rule.owner(), rule.index()),
                    policies.cors(rule.route()),
                    policies.fault(rule.route(), path));
            routes.add(route);
            if (MatchCompiler.isCatchAll(match)) {
                catchAll = route;
            }
        }

        /// Who is at a canary that was aborted is to leave it.
        private TrafficAnnotations annotations(Delegates.Rule rule) {
            var all = TrafficAnnotations.of(rule.owner()).over(annotations);
            return RampNote.isAborted(rule.owner(), rule.index()) ? all.withoutDrain() : all;
        }

        private static String name(HTTPRoute rule, @Nullable HTTPMatchRequest match) {
            var name = rule.name() == null ? "" : rule.name();
            var suffix = match == null || match.name() == null ? "" : match.name();
            return name.isEmpty() || suffix.isEmpty() ? name + suffix : name + "." + suffix;
        }
    }
}

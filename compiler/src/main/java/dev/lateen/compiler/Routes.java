package dev.lateen.compiler;

import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.VirtualHost.SkippedRule;
import java.util.ArrayList;
import java.util.List;

/// Ordered routes of a host, and the rules that are not in force there.
record Routes(List<Route> routes, List<SkippedRule> skipped) {

    Routes {
        routes = List.copyOf(routes);
        skipped = List.copyOf(skipped);
    }

    /// Of several VirtualServices on one gateway host: one list, the catch-alls behind everything else; the first of
    /// them wins.
    static Routes concatenate(List<Routes> oldestFirst) {
        var routes = new ArrayList<Route>();
        var catchAlls = new ArrayList<Route>();
        var skipped = new ArrayList<SkippedRule>();
        for (var part : oldestFirst) {
            skipped.addAll(part.skipped);
            for (var route : part.routes) {
                (MatchCompiler.isCatchAll(route.match()) ? catchAlls : routes).add(route);
            }
        }
        for (int i = 0; i < catchAlls.size(); i++) {
            if (i == 0) {
                routes.add(catchAlls.get(i));
            } else {
                skipped.add(new SkippedRule(catchAlls.get(i).origin(), neverReached(catchAlls.getFirst())));
            }
        }
        return new Routes(routes, skipped);
    }

    static String neverReached(Route catchAll) {
        var origin = catchAll.origin();
        return "never reached: spec.http[" + origin.rule() + "] of " + origin.kind() + " " + origin.namespace() + "/"
                + origin.name() + " takes every request";
    }
}

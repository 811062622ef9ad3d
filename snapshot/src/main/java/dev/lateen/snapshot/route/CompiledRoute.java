package dev.lateen.snapshot.route;

import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A route ready to match, with the schedule of its destinations. Immutable, used by many threads.
public final class CompiledRoute {

    private final Route route;
    private final VirtualHost virtualHost;
    private final Condition[] conditions;
    private final @Nullable SplitSchedule schedule;
    private final String key;

    private CompiledRoute(Route route, VirtualHost virtualHost, @Nullable SplitSchedule schedule, String key) {
        this.route = route;
        this.virtualHost = virtualHost;
        this.conditions = conditions(route.match());
        this.schedule = schedule;
        this.key = key;
    }

    static CompiledRoute of(RouteConfig config, VirtualHost virtualHost, Route route) {
        try {
            var destinations = route.action() instanceof RouteAction.Forward forward
                    ? forward.destinations()
                    : List.<RouteAction.Destination>of();
            if (route.action() instanceof RouteAction.Forward && destinations.isEmpty()) {
                throw new IllegalArgumentException("destinations: none (expected: at least one)");
            }
            check(route.action());
            if (route.cors() != null) {
                OriginMatcher.of(route.cors());
            }
            var schedule = destinations.size() > 1
                    ? SplitSchedule.of(destinations.stream()
                            .mapToInt(RouteAction.Destination::weight)
                            .toArray())
                    : null;
            return new CompiledRoute(route, virtualHost, schedule, key(config, virtualHost, route, destinations));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " in " + OriginText.of(route.origin()) + ", virtual host " + virtualHost.name()
                            + " of route configuration " + config.name(),
                    e);
        }
    }

    /// What would fail at the first request that takes the route.
    private static void check(RouteAction action) {
        switch (action) {
            case RouteAction.Forward forward -> {
                if (forward.rewrite() != null) {
                    PathRewriter.of(forward.rewrite());
                }
            }
            case RouteAction.Redirect redirect -> RedirectLocation.of(redirect);
            case RouteAction.DirectResponse direct -> direct.content();
            case RouteAction.Refuse _ -> {}
        }
    }

    public Route route() {
        return route;
    }

    public VirtualHost virtualHost() {
        return virtualHost;
    }

    /// How requests are spread; null unless there is more than one destination.
    public @Nullable SplitSchedule schedule() {
        return schedule;
    }

    /// Identity of the split's cursor: equal keys continue each other's count across snapshots. It names the route
    /// configuration, virtual host, rule, destinations and weights; all matches of one rule share it.
    public String key() {
        return key;
    }

    boolean matches(RequestHead head) {
        return firstFailure(head) == null;
    }

    /// The first condition that the request does not meet; null when the route matches.
    @Nullable
    Condition firstFailure(RequestHead head) {
        for (var condition : conditions) {
            if (!condition.holds(head)) {
                return condition;
            }
        }
        return null;
    }

    private static Condition[] conditions(RouteMatch match) {
        var conditions = new ArrayList<Condition>();
        if (match.path() != null) {
            conditions.add(FieldCondition.of(RequestField.PATH, match.path(), match.ignorePathCase()));
        }
        if (match.scheme() != null) {
            conditions.add(FieldCondition.of(RequestField.SCHEME, match.scheme(), false));
        }
        if (match.method() != null) {
            conditions.add(FieldCondition.of(RequestField.METHOD, match.method(), false));
        }
        if (match.authority() != null) {
            conditions.add(FieldCondition.of(RequestField.AUTHORITY, match.authority(), false));
        }
        for (var header : match.headers()) {
            conditions.add(new HeaderCondition(header));
        }
        for (var parameter : match.queryParams()) {
            conditions.add(new QueryCondition(parameter));
        }
        return conditions.toArray(Condition[]::new);
    }

    private static String key(
            RouteConfig config, VirtualHost virtualHost, Route route, List<RouteAction.Destination> destinations) {
        Origin origin = route.origin();
        var key = new StringBuilder(config.name())
                .append(' ')
                .append(virtualHost.name())
                .append(' ')
                .append(String.join("/", origin.kind(), origin.namespace(), origin.name()))
                .append('/')
                .append(origin.rule());
        for (var destination : destinations) {
            key.append(' ').append(destination.cluster()).append('=').append(destination.weight());
        }
        return key.toString();
    }
}

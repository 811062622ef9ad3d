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

    private final int number;
    private final Route route;
    private final VirtualHost virtualHost;
    private final @Nullable Condition path;
    /// All but that on the path.
    private final Condition[] conditions;
    private final @Nullable SplitSchedule schedule;
    private final String key;

    private CompiledRoute(RouteConfig config, VirtualHost virtualHost, Route route, TableParts parts) {
        var destinations = route.action() instanceof RouteAction.Forward forward
                ? forward.destinations()
                : List.<RouteAction.Destination>of();
        if (route.action() instanceof RouteAction.Forward && destinations.isEmpty()) {
            throw new IllegalArgumentException("destinations: none (expected: at least one)");
        }
        this.number = parts.nextNumber();
        this.route = route;
        this.virtualHost = virtualHost;
        this.schedule = parts.schedule(destinations);
        this.path = path(route.match());
        this.conditions = conditions(route.match(), parts);
        this.key = key(config, virtualHost, route, destinations);
    }

    static CompiledRoute of(RouteConfig config, VirtualHost virtualHost, Route route, TableParts parts) {
        try {
            check(route.action());
            if (route.cors() != null) {
                OriginMatcher.of(route.cors());
            }
            return new CompiledRoute(config, virtualHost, route, parts);
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

    /// Its place among all routes of its table, from 0 on.
    public int number() {
        return number;
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
        return (path == null || path.holds(head)) && matchesBesidesPath(head);
    }

    /// For a request whose path is known to be the route's.
    boolean matchesBesidesPath(RequestHead head) {
        for (var condition : conditions) {
            if (!condition.holds(head)) {
                return false;
            }
        }
        return true;
    }

    /// The first condition that the request does not meet; null when the route matches.
    @Nullable
    Condition firstFailure(RequestHead head) {
        if (path != null && !path.holds(head)) {
            return path;
        }
        for (var condition : conditions) {
            if (!condition.holds(head)) {
                return condition;
            }
        }
        return null;
    }

    private static @Nullable Condition path(RouteMatch match) {
        return match.path() == null ? null : FieldCondition.of(RequestField.PATH, match.path(), match.ignorePathCase());
    }

    private static Condition[] conditions(RouteMatch match, TableParts parts) {
        var conditions = new ArrayList<Condition>();
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
            conditions.add(parts.on(header));
        }
        for (var parameter : match.queryParams()) {
            conditions.add(new QueryCondition(parameter));
        }
        return parts.all(conditions);
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

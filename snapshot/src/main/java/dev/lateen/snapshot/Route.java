package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// One match and what happens then.
///
/// @param name route name in the access log: `route.name[.match.name]`, `default` without a VirtualService
/// @param statPrefix requests are counted by it as well; null when nobody asked for that
/// @param meter requests are counted under it, by destination, and reported to pilot; null when nobody asked for that
/// @param cors null leaves other origins to the upstream
/// @param fault null injects none
public record Route(
        String name,
        RouteMatch match,
        RouteAction action,
        Origin origin,
        @Nullable String statPrefix,
        @Nullable String meter,
        @Nullable Cors cors,
        @Nullable Fault fault) {

    public Route(String name, RouteMatch match, RouteAction action, Origin origin) {
        this(name, match, action, origin, null, null, null, null);
    }
}

package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// One match and what happens then.
///
/// @param name route name in the access log: `route.name[.match.name]`, `default` without a VirtualService
/// @param statPrefix requests are counted by it as well; null when nobody asked for that
/// @param ramp null when pilot leads no canary over it
/// @param cors null leaves other origins to the upstream
/// @param fault null injects none
public record Route(
        String name,
        RouteMatch match,
        RouteAction action,
        Origin origin,
        @Nullable String statPrefix,
        @Nullable RampStep ramp,
        @Nullable Cors cors,
        @Nullable Fault fault) {

    public Route(String name, RouteMatch match, RouteAction action, Origin origin) {
        this(name, match, action, origin, null, null, null, null);
    }
}

package dev.lateen.snapshot;

/// One match and what happens then.
///
/// @param name route name in the access log: `route.name[.match.name]`, `default` without a VirtualService
public record Route(String name, RouteMatch match, RouteAction action, Origin origin) {}

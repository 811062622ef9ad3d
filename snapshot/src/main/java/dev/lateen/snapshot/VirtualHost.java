package dev.lateen.snapshot;

import java.util.List;

/// Domains and their ordered routes; chosen by host before any route is looked at.
///
/// @param name as Istio shows it: `httpbin.default.svc.cluster.local:8000`, `*:80`
/// @param domains exact names, `*.suffix` (the `*` may stand for part of a label: `*-a.example.com`) or `*`;
///     lower case, without a port; unique within a [RouteConfig]
/// @param skipped rules that are in the user's YAML but not in force for this proxy and port, with the reason
public record VirtualHost(String name, List<String> domains, List<Route> routes, List<SkippedRule> skipped) {

    public VirtualHost {
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
        skipped = List.copyOf(skipped);
    }

    /// A rule (or one match of it) that cannot apply here, for instance because `match.port` names another port.
    public record SkippedRule(Origin origin, String reason) {}
}

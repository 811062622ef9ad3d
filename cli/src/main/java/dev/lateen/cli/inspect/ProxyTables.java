package dev.lateen.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.cli.terminal.Table;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A snapshot as the tables of `istioctl proxy-config`.
final class ProxyTables {

    private static final int MOST_DOMAINS = 3;

    private ProxyTables() {}

    static Table routes(Snapshot snapshot) {
        var table = new Table("NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE");
        for (var config : sorted(snapshot.routeConfigs(), RouteConfig::name)) {
            for (var host : sorted(config.virtualHosts(), VirtualHost::name)) {
                for (var route : host.routes()) {
                    table.row(config.name(), host.name(), domains(host), match(route.match()), owner(route));
                }
                if (host.routes().isEmpty()) {
                    table.row(config.name(), host.name(), domains(host), "", "404");
                }
            }
            if (config.virtualHosts().isEmpty()) {
                table.row(config.name(), "blackhole:" + config.port(), "*", "/*", "404");
            }
        }
        return table;
    }

    static Table clusters(Snapshot snapshot) {
        var table = new Table("SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE");
        for (var cluster : sorted(snapshot.clusters(), Cluster::name)) {
            var origin = cluster.origin();
            boolean ofService = cluster.name().indexOf('|') >= 0; // PassthroughCluster is nobody's
            table.row(
                    ofService ? cluster.service().host() : cluster.name(),
                    ofService ? Integer.toString(cluster.port()) : "-",
                    cluster.subset() == null ? "-" : cluster.subset(),
                    ofService ? cluster.name().substring(0, cluster.name().indexOf('|')) : "-",
                    type(cluster.discovery()),
                    origin == null ? "" : origin.name() + "." + origin.namespace());
        }
        return table;
    }

    /// In Istio's words.
    private static String type(Cluster.Discovery discovery) {
        return switch (discovery) {
            case STATIC -> "EDS";
            case DNS -> "STRICT_DNS";
            case DNS_ROUND_ROBIN -> "LOGICAL_DNS";
            case ORIGINAL_DESTINATION -> "ORIGINAL_DST";
        };
    }

    /// @param ejected what [ProxyAdmin#ejected] gives; a check of which nothing is known is `-`
    static Table endpoints(Snapshot snapshot, Optional<Set<String>> ejected) {
        var table = new Table("ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER");
        for (var cluster : sorted(snapshot.clusters(), Cluster::name)) {
            for (var endpoint : cluster.endpoints()) {
                var address = endpoint.address() + ":" + endpoint.port();
                var check = ejected.map(out -> out.contains(cluster.name() + " " + address) ? "FAILED" : "OK");
                table.row(address, "HEALTHY", check.orElse("-"), cluster.name());
            }
        }
        return table;
    }

    static Table listeners(Snapshot snapshot) {
        var table = new Table("ADDRESSES", "PORT", "MATCH", "DESTINATION");
        for (var listener : sorted(snapshot.listeners(), Listener::name)) {
            var address = listener.bind() == null ? "127.0.0.1" : listener.bind();
            for (var chain : listener.chains()) {
                table.row(address, Integer.toString(listener.port()), match(chain), destination(chain));
            }
            for (var config : listener.routeConfigs()) {
                table.row(
                        address,
                        Integer.toString(listener.port()),
                        listener.kind() == Listener.Kind.OUTBOUND ? "authority port " + config : "ALL",
                        listener.kind() == Listener.Kind.INBOUND ? "Cluster: " + config : "Route: " + config);
            }
        }
        return table;
    }

    /// Empty for a proxy that has all it may use.
    static Table hosts(Snapshot snapshot) {
        var table = new Table("HOST", "STATUS");
        var onDemand = snapshot.onDemand();
        if (onDemand != null) {
            var used = Set.copyOf(onDemand.used());
            onDemand.known().list().forEach(host -> table.row(host, used.contains(host) ? "LOADED" : "KNOWN"));
        }
        return table;
    }

    /// @param certificates what [ProxyAdmin#certificates] gives
    static Table secrets(JsonNode certificates) {
        var table = new Table(
                "RESOURCE NAME", "TYPE", "STATUS", "VALID CERT", "SERIAL NUMBER", "NOT AFTER", "NOT BEFORE", "PROBLEM");
        for (var secret : certificates.path("secrets")) {
            table.row(
                    secret.path("name").asText(),
                    secret.path("type").asText(),
                    secret.path("status").asText(),
                    secret.path("valid").asText("false"),
                    secret.path("serial").asText(),
                    secret.path("notAfter").asText(),
                    secret.path("notBefore").asText(),
                    secret.path("problem").asText());
        }
        return table;
    }

    private static String match(FilterChain chain) {
        return chain.serverNames().isEmpty() ? "ALL" : "SNI: " + String.join(",", chain.serverNames());
    }

    /// `Route: http.8443` or `Cluster: outbound|…`, with weights where there are several.
    private static String destination(FilterChain chain) {
        var tcp = chain.tcp();
        if (tcp == null) {
            return "Route: " + chain.routeConfig();
        }
        boolean one = tcp.destinations().size() == 1;
        return tcp.destinations().stream()
                .map(destination -> "Cluster: " + destination.cluster() + (one ? "" : " " + destination.weight()))
                .collect(Collectors.joining(", "));
    }

    /// `/foo*` and the like, then what else has to hold.
    static String match(RouteMatch match) {
        var parts = new ArrayList<String>();
        parts.add(path(match.path()));
        add(parts, "method", match.method());
        add(parts, "authority", match.authority());
        add(parts, "scheme", match.scheme());
        match.headers().forEach(header -> add(parts, (header.invert() ? "not " : "") + header.name(), header.value()));
        match.queryParams().forEach(parameter -> add(parts, "?" + parameter.name(), parameter.value()));
        return String.join(" ", parts);
    }

    private static String path(@Nullable StringMatch path) {
        return switch (path) {
            case null -> "/*";
            case StringMatch.Exact(var value) -> value;
            case StringMatch.Prefix(var value) -> value + "*";
            case StringMatch.Regex(var value) -> "regex " + value;
            case StringMatch.Present() -> "/*";
        };
    }

    private static void add(List<String> parts, String name, @Nullable StringMatch value) {
        switch (value) {
            case null -> {}
            case StringMatch.Exact(var text) -> parts.add(name + "=" + text);
            case StringMatch.Prefix(var text) -> parts.add(name + "=" + text + "*");
            case StringMatch.Regex(var text) -> parts.add(name + "~" + text);
            case StringMatch.Present() -> parts.add(name);
        }
    }

    private static String owner(Route route) {
        return switch (route.action()) {
            case RouteAction.Refuse refuse -> Integer.toString(refuse.status());
            case RouteAction.Forward _, RouteAction.Redirect _, RouteAction.DirectResponse _ ->
                virtualService(route.origin());
        };
    }

    private static String virtualService(Origin origin) {
        return origin.kind().equals("VirtualService") ? origin.name() + "." + origin.namespace() : "";
    }

    private static String domains(VirtualHost host) {
        var domains = host.domains();
        var shown = domains.stream().limit(MOST_DOMAINS).collect(Collectors.joining(", "));
        return domains.size() <= MOST_DOMAINS ? shown : shown + " + " + (domains.size() - MOST_DOMAINS) + " more...";
    }

    private static <T> List<T> sorted(List<T> values, java.util.function.Function<T, String> name) {
        return values.stream().sorted(Comparator.comparing(name)).toList();
    }
}

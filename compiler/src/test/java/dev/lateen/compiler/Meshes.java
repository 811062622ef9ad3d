package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.route.RequestHeads;
import dev.lateen.snapshot.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From YAML to a compiled snapshot and questions to it, for tests.
final class Meshes {

    static final Map<String, String> GATEWAY_LABELS = Map.of("istio", "ingressgateway");

    private Meshes() {}

    static List<Resource<?>> resources(String yaml) {
        var read = ResourceReader.read("given.yaml", yaml, "default");
        assertThat(read.errors()).isEmpty();
        return read.resources();
    }

    static MeshState mesh(String... yaml) {
        var all = new ArrayList<Resource<?>>();
        for (var text : yaml) {
            all.addAll(resources(text));
        }
        return MeshState.of(all);
    }

    static ProxyNode gateway() {
        return gateway(Map.of());
    }

    static ProxyNode gateway(Map<Integer, Integer> ports) {
        return new ProxyNode(ProxyNode.Role.GATEWAY, "istio-system", "ingress", GATEWAY_LABELS, List.of(), 0, ports);
    }

    static ProxyNode sidecar(String namespace, Map<String, String> labels, ProxyNode.InboundPort... inbound) {
        return new ProxyNode(ProxyNode.Role.SIDECAR, namespace, "client", labels, List.of(inbound), 15001, Map.of());
    }

    static ProxyNode sidecar() {
        return sidecar("default", Map.of("app", "client"));
    }

    static Compilation compile(ProxyNode node, String... yaml) {
        return Compiler.compile(mesh(yaml), node);
    }

    static RouteConfig routeConfig(Snapshot snapshot, String name) {
        return snapshot.routeConfigs().stream()
                .filter(config -> config.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " (has: "
                        + snapshot.routeConfigs().stream()
                                .map(RouteConfig::name)
                                .toList() + ")"));
    }

    static VirtualHost virtualHost(Snapshot snapshot, String config, String name) {
        return routeConfig(snapshot, config).virtualHosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " (has: "
                        + routeConfig(snapshot, config).virtualHosts().stream()
                                .map(VirtualHost::name)
                                .toList() + ")"));
    }

    static @Nullable Route route(Snapshot snapshot, String config, String url, String... headers) {
        return route(snapshot, config, "GET", url, headers);
    }

    static @Nullable Route route(Snapshot snapshot, String config, String method, String url, String[] headers) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i < headers.length; i += 2) {
            pairs.add(Map.entry(headers[i], headers[i + 1]));
        }
        var matched = RouteTable.of(routeConfig(snapshot, config)).match(RequestHeads.of(method, url, pairs));
        return matched == null ? null : matched.route();
    }

    /// Clusters of the route's destinations; a refusal's status and details; `404` without a route.
    static String where(@Nullable Route route) {
        if (route == null) {
            return "404";
        }
        return switch (route.action()) {
            case RouteAction.Redirect redirect -> "redirect " + redirect.code();
            case RouteAction.DirectResponse direct -> "answer " + direct.status();
            case RouteAction.Refuse refuse -> refuse.status() + " " + refuse.details();
            case RouteAction.Forward forward ->
                String.join(
                        ",",
                        forward.destinations().stream()
                                .map(RouteAction.Destination::cluster)
                                .toList());
        };
    }

    static RouteAction.Forward forward(@Nullable Route route) {
        assertThat(route).isNotNull();
        assertThat(route.action()).isInstanceOf(RouteAction.Forward.class);
        return (RouteAction.Forward) route.action();
    }

    static Cluster cluster(Snapshot snapshot, String name) {
        return snapshot.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " (has: "
                        + snapshot.clusters().stream().map(Cluster::name).toList() + ")"));
    }

    static List<String> texts(List<Violation> violations) {
        return violations.stream().map(Violation::toString).toList();
    }
}

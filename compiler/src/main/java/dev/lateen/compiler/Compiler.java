package dev.lateen.compiler;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Resources to the snapshot of one proxy.
///
/// Pure and deterministic: the same resources, in any order, and the same proxy give the same snapshot. Any thread.
public final class Compiler {

    private Compiler() {}

    /// For one that has proven who it is.
    public static Compilation compile(MeshState mesh, ProxyNode node) {
        return compile(mesh, node, PushChannel.AUTHENTICATED);
    }

    public static Compilation compile(MeshState mesh, ProxyNode node, PushChannel channel) {
        return compile(mesh, node, channel, null);
    }

    /// @param used hosts that a sidecar has asked for; of others it gets only the names. Null for everything. What
    ///     there is to be warned of does not depend on it
    public static Compilation compile(MeshState mesh, ProxyNode node, PushChannel channel, @Nullable Set<String> used) {
        return compile(new ProxyView(mesh, node, channel), new LoadedHosts(used, true));
    }

    /// The same snapshot without a look at what is not used, so that it has warnings about the rest only: for a sidecar
    /// that waits.
    public static Compilation load(MeshState mesh, ProxyNode node, PushChannel channel, Set<String> used) {
        return compile(new ProxyView(mesh, node, channel), new LoadedHosts(used, false));
    }

    private static Compilation compile(ProxyView view, LoadedHosts loaded) {
        var snapshot = switch (view.node().role()) {
            case GATEWAY -> gateway(view);
            case SIDECAR -> sidecar(view, loaded);
        };
        return new Compilation(snapshot, view.secrets().found(), view.secrets().uses(), view.warnings());
    }

    private static Snapshot gateway(ProxyView view) {
        var listeners = new ArrayList<Listener>();
        var routeConfigs = new ArrayList<RouteConfig>();
        var rules = new GatewayRules(view);
        var gateways = new GatewayCompiler(view, rules);
        var chains = new ChainCompiler(view, gateways, new TunnelCompiler(view, rules));
        for (var port : new ListenerCompiler(view).boundPorts()) {
            switch (port.kind()) {
                case HTTP -> {
                    listeners.add(ListenerCompiler.listener(port));
                    routeConfigs.add(gateways.compile(port.routeConfigName(), port.port(), port.servers()));
                }
                case TLS, TCP -> chains.compile(port, listeners, routeConfigs);
            }
        }
        return snapshot(listeners, routeConfigs, new ClusterCompiler(view).compile(), null);
    }

    private static Snapshot sidecar(ProxyView view, LoadedHosts loaded) {
        var listeners = new ArrayList<Listener>();
        var routeConfigs = new ArrayList<RouteConfig>();
        int outbound = view.node().outboundPort();
        if (outbound != 0) {
            routeConfigs.addAll(new SidecarRouteCompiler(view, loaded).compile());
            listeners.add(SidecarRouteCompiler.listener(outbound, routeConfigs));
            listeners.addAll(new EgressListenerCompiler(view).compile());
        }
        var clusters = new ArrayList<>(new ClusterCompiler(view).compile());
        if (outbound != 0) {
            clusters.add(DefaultRoutes.passthrough());
        }
        var inbound = new InboundCompiler(view);
        for (var port : view.node().inbound()) {
            listeners.add(inbound.listener(port));
            if (inbound.isHttp(port)) {
                routeConfigs.add(inbound.routeConfig(port));
            }
            clusters.add(inbound.cluster(port));
        }
        return snapshot(
                listeners,
                routeConfigs,
                clusters,
                outbound == 0
                        ? null
                        : loaded.onDemand(view.callable(), view.node().namespace()));
    }

    private static Snapshot snapshot(
            List<Listener> listeners,
            List<RouteConfig> routeConfigs,
            List<Cluster> clusters,
            @Nullable OnDemand onDemand) {
        return new Snapshot(
                listeners.stream().sorted(Comparator.comparing(Listener::name)).toList(),
                routeConfigs.stream()
                        .sorted(Comparator.comparing(RouteConfig::name))
                        .toList(),
                clusters.stream().sorted(Comparator.comparing(Cluster::name)).toList(),
                onDemand);
    }
}

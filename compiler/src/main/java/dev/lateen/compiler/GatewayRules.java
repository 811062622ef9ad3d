package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.BoundPort.ServerRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The VirtualServices that a gateway proxy may use, and the hosts that each has in common with a server.
final class GatewayRules {

    private final ProxyView view;
    private final List<Resource<VirtualService>> virtualServices;

    GatewayRules(ProxyView view) {
        this.view = view;
        this.virtualServices = inMergeOrder(view);
    }

    /// Those only for the proxy's namespace, then those exported to it, then those for everybody; each oldest first.
    List<Resource<VirtualService>> virtualServices() {
        return virtualServices;
    }

    /// The hosts through which a server serves a VirtualService that names its Gateway; the narrower name of each two.
    /// Warns when no server of the Gateway has any.
    Set<String> served(Resource<VirtualService> virtualService, ServerRef server) {
        var common = common(virtualService, server.hosts());
        if (common.isEmpty()) {
            warnUnserved(virtualService, server);
        }
        return common;
    }

    private static Set<String> common(Resource<VirtualService> virtualService, List<ServerHost> serverHosts) {
        var common = new LinkedHashSet<String>();
        var namespace = virtualService.key().namespace();
        for (var declared : virtualService.spec().hosts()) {
            var host = Hostname.resolveShort(declared, namespace);
            for (var serverHost : serverHosts) {
                var narrower = serverHost.narrower(host, namespace);
                if (narrower != null) {
                    common.add(narrower);
                }
            }
        }
        return common;
    }

    private void warnUnserved(Resource<VirtualService> virtualService, ServerRef server) {
        var own = server.gateway().key().namespace();
        var all = server.gateway().spec().servers().stream()
                .flatMap(other -> other.hosts().stream())
                .map(host -> ServerHost.of(host, own))
                .toList();
        if (common(virtualService, all).isEmpty()) {
            var key = virtualService.key();
            view.warn(
                    virtualService,
                    "spec.hosts",
                    "one or more host " + virtualService.spec().hosts() + " defined in VirtualService "
                            + key.namespace() + "/" + key.name() + " not found in Gateway " + server.gatewayName()
                            + " (IST0132)");
        }
    }

    private static List<Resource<VirtualService>> inMergeOrder(ProxyView view) {
        var namespace = view.node().namespace();
        var closest = new ArrayList<Resource<VirtualService>>();
        var exported = new ArrayList<Resource<VirtualService>>();
        var everywhere = new ArrayList<Resource<VirtualService>>();
        for (var resource : view.mesh().virtualServices()) {
            var own = resource.key().namespace();
            var visibility = Visibility.of(resource.spec().exportTo(), own);
            if (visibility.everywhere()) {
                everywhere.add(resource);
            } else if (visibility.includes(namespace)) {
                (own.equals(namespace) && visibility.isPrivateTo(own) ? closest : exported).add(resource);
            }
        }
        closest.addAll(exported);
        closest.addAll(everywhere);
        return List.copyOf(closest);
    }
}

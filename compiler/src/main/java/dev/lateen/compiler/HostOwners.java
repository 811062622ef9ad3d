package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// On sidecars one VirtualService owns a host: the one that names it exactly, else the one with the longest wildcard;
/// of several the oldest, whatever its namespace. They are never merged there.
final class HostOwners {

    private final SortedMap<String, Resource<VirtualService>> declared = new TreeMap<>();
    private final SortedMap<String, Resource<VirtualService>> services = new TreeMap<>();
    private final SortedMap<String, Resource<VirtualService>> unknown = new TreeMap<>();

    private HostOwners() {}

    static HostOwners of(ProxyView view) {
        var owners = new HostOwners();
        for (var resource : view.mesh().virtualServices()) {
            var namespace = resource.key().namespace();
            boolean visible = Visibility.of(resource.spec().exportTo(), namespace)
                    .includes(view.node().namespace());
            if (visible
                    && !resource.spec().http().isEmpty()
                    && GatewayNames.of(resource).contains(RouteScope.MESH)) {
                owners.declare(view, resource);
            }
        }
        view.services().keySet().forEach(owners::assign);
        for (var entry : owners.declared.entrySet()) {
            if (view.services().keySet().stream().noneMatch(host -> Hostname.subsetOf(host, entry.getKey()))) {
                owners.unknown.put(entry.getKey(), entry.getValue());
            }
        }
        return owners;
    }

    @Nullable
    Resource<VirtualService> of(MeshService service) {
        return services.get(service.host());
    }

    /// Hosts that no service has. Istio routes them on port 80 only.
    Map<String, Resource<VirtualService>> unknown() {
        return unknown;
    }

    private void declare(ProxyView view, Resource<VirtualService> resource) {
        var namespace = resource.key().namespace();
        var hosts = new LinkedHashSet<String>();
        resource.spec().hosts().forEach(host -> hosts.add(Hostname.resolveShort(host, namespace)));
        for (var host : hosts) {
            var older = declared.putIfAbsent(host, resource);
            if (older != null) {
                view.warn(
                        resource,
                        "spec.hosts",
                        "The VirtualServices " + name(older) + "," + name(resource)
                                + " associated with mesh gateway define the same host " + host
                                + " which can lead to undefined behavior. This can be fixed by merging the conflicting"
                                + " VirtualServices into a single resource. Only " + name(older)
                                + " is in force for sidecars (IST0109)");
            }
        }
    }

    private static String name(Resource<VirtualService> resource) {
        return resource.key().namespace() + "/" + resource.key().name();
    }

    private void assign(String serviceHost) {
        var exact = declared.get(serviceHost);
        if (exact != null) {
            services.put(serviceHost, exact);
            return;
        }
        List<String> wildcards = new ArrayList<>(declared.keySet());
        wildcards.removeIf(host -> !Hostname.isWildcard(host) || !Hostname.subsetOf(serviceHost, host));
        String longest = null;
        for (var wildcard : wildcards) {
            longest = longest == null || wildcard.length() > longest.length() ? wildcard : longest;
        }
        if (longest != null) {
            var owner = declared.get(longest);
            if (owner != null) {
                services.put(serviceHost, owner);
            }
        }
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// On sidecars one VirtualService owns a host: the one that names it exactly, else the one with the longest wildcard;
/// of several the oldest, whatever its namespace. They are never merged there.
final class HostOwners {

    private final SortedMap<String, Resource<VirtualService>> declared = new TreeMap<>();
    private final SortedMap<String, Resource<VirtualService>> services = new TreeMap<>();
    private final SortedMap<String, Resource<VirtualService>> unknown = new TreeMap<>();

    private final List<String> unknownWildcards = new ArrayList<>();
    private final List<Violation> warnings = new ArrayList<>();

    private HostOwners() {}

    /// @param namespace of the proxies
    /// @param egress what imports the VirtualServices
    /// @param services the hosts of those that the proxies may call
    static HostOwners of(MeshState mesh, String namespace, EgressScope egress, Set<String> services) {
        var owners = new HostOwners();
        for (var resource : mesh.virtualServices()) {
            boolean visible = Visibility.of(
                            resource.spec().exportTo(), resource.key().namespace())
                    .includes(namespace);
            if (visible
                    && !resource.spec().http().isEmpty()
                    && GatewayNames.of(resource).contains(RouteScope.MESH)
                    && egress.imports(resource)) {
                owners.declare(resource);
            }
        }
        owners.assign(services);
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

    /// Those of them that are wanted, and wildcards, which nobody can ask for.
    Collection<String> unknown(Collection<String> wanted) {
        var found = new TreeSet<>(unknownWildcards);
        wanted.stream().filter(unknown::containsKey).forEach(found::add);
        return found;
    }

    /// What there is to be said of VirtualServices that are not in force.
    List<Violation> warnings() {
        return warnings;
    }

    private void declare(Resource<VirtualService> resource) {
        var namespace = resource.key().namespace();
        var hosts = new LinkedHashSet<String>();
        resource.spec().hosts().forEach(host -> hosts.add(Hostname.resolveShort(host, namespace)));
        for (var host : hosts) {
            var older = declared.putIfAbsent(host, resource);
            if (older != null) {
                warnings.add(Violation.warning(
                        resource,
                        "spec.hosts",
                        "The VirtualServices " + name(older) + "," + name(resource)
                                + " associated with mesh gateway define the same host " + host
                                + " which can lead to undefined behavior. This can be fixed by merging the conflicting"
                                + " VirtualServices into a single resource. Only " + name(older)
                                + " is in force for sidecars (IST0109)"));
            }
        }
    }

    private static String name(Resource<VirtualService> resource) {
        return resource.key().namespace() + "/" + resource.key().name();
    }

    /// Exact names first; a wildcard takes the services that no longer one takes.
    private void assign(Set<String> serviceHosts) {
        var wildcards = declared.keySet().stream()
                .filter(Hostname::isWildcard)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        var known = new HashSet<String>();
        for (var host : serviceHosts) {
            var exact = declared.get(host);
            if (exact != null) {
                known.add(host);
                services.put(host, exact);
            }
            for (var wildcard : wildcards) {
                if (Hostname.subsetOf(host, wildcard)) {
                    known.add(wildcard);
                    services.putIfAbsent(host, Objects.requireNonNull(declared.get(wildcard)));
                }
            }
        }
        declared.forEach((host, owner) -> {
            if (!known.contains(host)) {
                unknown.put(host, owner);
                if (Hostname.isWildcard(host)) {
                    unknownWildcards.add(host);
                }
            }
        });
    }
}

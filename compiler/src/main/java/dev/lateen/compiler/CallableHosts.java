package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.snapshot.HostNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The hosts that proxies of one namespace with one scope may call, the same for all of them: worked out once for a
/// state of the mesh, so that one host more for a sidecar costs that host. Immutable to those who look, any thread.
final class CallableHosts {

    static final int HTTP_PORT = 80;

    private final MeshState mesh;
    private final String namespace;
    private final SidecarScope scope;
    private final SortedMap<String, MeshService> services;
    private final Map<EgressScope, HostOwners> owners = new ConcurrentHashMap<>();
    private volatile @Nullable Names names;

    private CallableHosts(MeshState mesh, String namespace, SidecarScope scope) {
        this.mesh = mesh;
        this.namespace = namespace;
        this.scope = scope;
        this.services = mesh.services().visibleTo(namespace, scope);
    }

    /// The most recent ones of one state of the mesh.
    static final class Memory {

        /// Namespaces, and Sidecar resources in them: about a megabyte each for thousands of services.
        private static final int MOST = 32;

        private final Map<Key, CallableHosts> made = new LinkedHashMap<>(16, 0.75f, true);

        /// @param sidecar null when there is none
        private record Key(String namespace, @Nullable ResourceKey sidecar) {}

        synchronized CallableHosts of(MeshState mesh, String namespace, SidecarScope scope) {
            var resource = scope.resource();
            var key = new Key(namespace, resource == null ? null : resource.key());
            var hosts = made.computeIfAbsent(key, _ -> new CallableHosts(mesh, namespace, scope));
            if (made.size() > MOST) {
                made.remove(made.keySet().iterator().next());
            }
            return hosts;
        }
    }

    /// @param services by every name that one has
    /// @param known the names that there are to ask for
    /// @param wildcards services that nobody can ask for
    /// @param http [#hasHttpPort]
    private record Names(
            Map<String, List<MeshService>> services, HostNames known, List<MeshService> wildcards, boolean http) {}

    /// By host.
    SortedMap<String, MeshService> services() {
        return services;
    }

    /// Who owns the hosts at a port.
    HostOwners owners(int port) {
        return owners.computeIfAbsent(
                scope.at(port), egress -> HostOwners.of(mesh, namespace, egress, services.keySet()));
    }

    /// Whether a service or a listener has the port on which hosts are routed that no service has.
    boolean hasHttpPort() {
        return names().http;
    }

    /// Whether an egress listener is for this port.
    boolean isDeclared(int port) {
        return scope.egress().stream().anyMatch(egress -> egress.port() == port);
    }

    /// Full names of services, hosts that only VirtualServices have, addresses; no wildcards.
    HostNames known() {
        return names().known;
    }

    /// The services that these names mean, and those that nobody can ask for; by host.
    Collection<MeshService> services(Collection<String> wanted) {
        var found = new TreeMap<String, MeshService>();
        names().wildcards.forEach(service -> found.put(service.host(), service));
        for (var name : wanted) {
            names().services.getOrDefault(name, List.of()).forEach(service -> found.put(service.host(), service));
        }
        return found.values();
    }

    /// Whether nobody but the service may have another name at the port. Full names come first: a short name never
    /// takes a host away from who really has it; of two services with one address it is the first one's.
    boolean isFree(String alias, MeshService service, int port) {
        var host = services.get(alias);
        if ((host != null && host.port(port) != null)
                || (port == HTTP_PORT && owners(port).unknown().containsKey(alias))) {
            return false;
        }
        for (var other : names().services.getOrDefault(alias, List.of())) {
            if (other.port(port) != null) {
                return other.host().equals(service.host());
            }
        }
        return true;
    }

    List<MeshService> aliases(MeshService service) {
        return mesh.services().aliases(service.host(), namespace);
    }

    private Names names() {
        var made = names;
        if (made == null) {
            made = makeNames();
            names = made;
        }
        return made;
    }

    private Names makeNames() {
        var byName = new HashMap<String, List<MeshService>>();
        var known = new HashSet<String>();
        var wildcards = new ArrayList<MeshService>();
        boolean http = scope.resource() == null || isDeclared(HTTP_PORT);
        for (var service : services.values()) {
            var all = namesOf(service);
            all.forEach(name -> byName.merge(name, List.of(service), CallableHosts::concat));
            if (all.stream().anyMatch(Hostname::isWildcard)) {
                wildcards.add(service);
            } else {
                known.addAll(all);
            }
            http |= service.port(HTTP_PORT) != null;
        }
        if (http) {
            owners(HTTP_PORT).unknown().keySet().stream()
                    .filter(host -> !Hostname.isWildcard(host))
                    .forEach(known::add);
        }
        return new Names(byName, HostNames.of(known), wildcards, http);
    }

    /// What the service is asked for by. Short names are completed by who asks.
    private List<String> namesOf(MeshService service) {
        var all = new ArrayList<String>();
        all.add(service.host());
        aliases(service).forEach(alias -> all.add(alias.host()));
        all.addAll(service.addresses());
        return all;
    }

    private static List<MeshService> concat(List<MeshService> some, List<MeshService> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}

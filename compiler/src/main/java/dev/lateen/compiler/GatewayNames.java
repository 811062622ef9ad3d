package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How a VirtualService names Gateways: `name` in its own namespace, `./name`, `ns/name`, the old FQDN form
/// `name.ns.svc.cluster.local`, and `mesh` for all sidecars.
final class GatewayNames {

    private GatewayNames() {}

    /// `namespace/name` or `mesh`; without a list it is `mesh`.
    static Set<String> of(Resource<VirtualService> virtualService) {
        var names = virtualService.spec().gateways();
        return names.isEmpty()
                ? Set.of(RouteScope.MESH)
                : resolve(names, virtualService.key().namespace());
    }

    static Set<String> resolve(List<String> names, String namespace) {
        var resolved = new LinkedHashSet<String>();
        names.forEach(name -> resolved.add(resolve(name, namespace)));
        return resolved;
    }

    private static String resolve(String name, String namespace) {
        if (name.equals(RouteScope.MESH)) {
            return name;
        }
        int slash = name.indexOf('/');
        if (slash >= 0) {
            var prefix = name.substring(0, slash);
            return (prefix.equals(".") ? namespace : prefix) + name.substring(slash);
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return namespace + "/" + name;
        }
        int end = name.indexOf('.', dot + 1);
        var other = end < 0 ? name.substring(dot + 1) : name.substring(dot + 1, end);
        return other + "/" + name.substring(0, dot);
    }
}

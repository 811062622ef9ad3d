package dev.lateen.compiler;

import dev.lateen.api.networking.Sidecar;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The sidecars that a set of resources speaks of, for a look at it without a mesh: in each namespace one of a workload
/// like any other, and where Sidecar resources select workloads one for each kind of those that are declared.
public final class ImpliedSidecars {

    /// Any port will do: nothing is bound.
    private static final int OUTBOUND = 15001;

    private static final String ANY = "any";

    private ImpliedSidecars() {}

    private record Kind(String namespace, Map<String, String> labels) {}

    public static List<ProxyNode> of(MeshState mesh) {
        var namespaces = new TreeSet<String>();
        var selecting = new HashSet<String>();
        for (var resource : mesh.resources()) {
            namespaces.add(resource.key().namespace());
            if (resource.spec() instanceof Sidecar sidecar && sidecar.workloadSelector() != null) {
                selecting.add(resource.key().namespace());
            }
        }
        var sidecars = new ArrayList<ProxyNode>();
        namespaces.stream().filter(name -> !name.isEmpty()).forEach(name -> sidecars.add(node(name, ANY, Map.of())));
        sidecars.addAll(declared(mesh, selecting));
        return sidecars;
    }

    private static List<ProxyNode> declared(MeshState mesh, Set<String> namespaces) {
        var kinds = new HashSet<Kind>();
        var sidecars = new ArrayList<ProxyNode>();
        for (var workload : mesh.workloads()) {
            var namespace = workload.namespace();
            if (namespaces.contains(namespace) && kinds.add(new Kind(namespace, workload.labels()))) {
                sidecars.add(node(namespace, workload.name(), workload.labels()));
            }
        }
        return sidecars;
    }

    private static ProxyNode node(String namespace, String name, Map<String, String> labels) {
        return new ProxyNode(ProxyNode.Role.SIDECAR, namespace, name, labels, List.of(), OUTBOUND, Map.of());
    }
}

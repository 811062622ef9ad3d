package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One compilation in progress: what the proxy can see, and what the parts of the compiler find out on the way.
/// Belongs to one thread.
final class ProxyView {

    private final MeshState mesh;
    private final ProxyNode node;
    private final NeededSecrets secrets;
    private final SidecarScope scope;
    private final CallableHosts callable;
    private final SortedMap<String, MeshService> destinations;
    private final SortedMap<ClusterKey, @Nullable Reference> clusters = new TreeMap<>();
    private final Set<ClusterKey> loaded = new HashSet<>();
    private final List<Shared> shares = new ArrayList<>();
    private final List<Violation> warnings = new ArrayList<>();
    private boolean aside;

    /// Of a proxy that has proven who it is.
    ProxyView(MeshState mesh, ProxyNode node) {
        this(mesh, node, PushChannel.AUTHENTICATED);
    }

    ProxyView(MeshState mesh, ProxyNode node, PushChannel channel) {
        this.secrets = new NeededSecrets(this, channel);
        this.mesh = mesh;
        this.node = node;
        this.scope = SidecarScope.of(this);
        this.callable = mesh.callableFrom(node.namespace(), scope);
        this.destinations =
                mesh.callableFrom(node.namespace(), SidecarScope.EVERYTHING).services();
    }

    /// A destination that is one of several of a rule.
    record Shared(ClusterKey cluster, Reference reference) {}

    /// Who first asked for a cluster.
    record Reference(Resource<?> resource, String path) {}

    MeshState mesh() {
        return mesh;
    }

    ProxyNode node() {
        return node;
    }

    SidecarScope scope() {
        return scope;
    }

    /// By host, those that the proxy's namespace may use and its Sidecar resource imports.
    SortedMap<String, MeshService> services() {
        return callable.services();
    }

    CallableHosts callable() {
        return callable;
    }

    /// Where a route may send to. Istio: an imported VirtualService brings its destinations with it, whether or not
    /// they are imported themselves.
    @Nullable
    MeshService destination(String host) {
        var imported = services().get(host);
        var exported = destinations.get(host);
        boolean same =
                imported == null || exported == null || imported.namespace().equals(exported.namespace());
        return same ? exported : imported;
    }

    /// Clusters that routes need, each with the rule that is to be named when there is no such thing; null where a
    /// service's own default route needs it.
    SortedMap<ClusterKey, @Nullable Reference> clusters() {
        return clusters;
    }

    void need(ClusterKey cluster, Resource<?> resource, String path) {
        load(cluster);
        if (clusters.get(cluster) == null) {
            clusters.put(cluster, new Reference(resource, path));
        }
    }

    void need(ClusterKey cluster) {
        load(cluster);
        clusters.putIfAbsent(cluster, null);
    }

    private void load(ClusterKey cluster) {
        if (!aside) {
            loaded.add(cluster);
        }
    }

    /// Has a part compiled for what there is to be said of it: the proxy does not get the clusters and secrets that it
    /// needs.
    void aside(Runnable part) {
        aside = true;
        part.run();
        aside = false;
    }

    boolean isAside() {
        return aside;
    }

    /// Whether somebody needs the cluster who is not only looked at.
    boolean isLoaded(ClusterKey cluster) {
        return loaded.contains(cluster);
    }

    /// A rule with several destinations gives this one a share.
    void share(ClusterKey cluster, Resource<?> resource, String path) {
        shares.add(new Shared(cluster, new Reference(resource, path)));
    }

    List<Shared> shares() {
        return shares;
    }

    NeededSecrets secrets() {
        return secrets;
    }

    void warn(Resource<?> resource, String path, String message) {
        warnings.add(Violation.warning(resource, path, message));
    }

    void warn(List<Violation> found) {
        warnings.addAll(found);
    }

    /// Each once, in an order that does not depend on how they were found.
    List<Violation> warnings() {
        var sorted = new TreeSet<>(Warnings.ORDER);
        sorted.addAll(warnings);
        return List.copyOf(sorted);
    }
}

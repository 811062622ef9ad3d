package dev.lateen.compiler;

import dev.lateen.api.meta.LabelSelector;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.Sidecar.OutboundTrafficPolicy.Mode;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one proxy may know of the mesh, beyond `exportTo`: for a gateway everything, for a sidecar what the Sidecar
/// resource says that is for its workload.
///
/// One that selects the workload comes first, then the one for its whole namespace, then that of the root namespace; of
/// several the oldest.
///
/// @param resource null when there is none
/// @param egress at least one
record SidecarScope(@Nullable Resource<Sidecar> resource, List<EgressScope> egress) {

    static final SidecarScope EVERYTHING = new SidecarScope(null, List.of(EgressScope.EVERYTHING));

    SidecarScope {
        egress = List.copyOf(egress);
    }

    static SidecarScope of(ProxyView view) {
        var node = view.node();
        return switch (node.role()) {
            case GATEWAY -> EVERYTHING;
            case SIDECAR -> of(choose(view), node.namespace());
        };
    }

    private static SidecarScope of(@Nullable Resource<Sidecar> resource, String namespace) {
        if (resource == null) {
            return EVERYTHING;
        }
        var listeners = resource.spec().egress();
        return listeners.isEmpty()
                ? new SidecarScope(resource, EVERYTHING.egress)
                : new SidecarScope(
                        resource,
                        listeners.stream()
                                .map(listener -> EgressScope.of(listener, namespace))
                                .toList());
    }

    private static @Nullable Resource<Sidecar> choose(ProxyView view) {
        var node = view.node();
        var selecting = new ArrayList<Resource<Sidecar>>();
        var general = new ArrayList<Resource<Sidecar>>();
        var root = new ArrayList<Resource<Sidecar>>();
        for (var sidecar : view.mesh().sidecars()) {
            var namespace = sidecar.key().namespace();
            boolean own = namespace.equals(node.namespace());
            if (sidecar.spec().workloadSelector() != null) {
                if (own && selects(sidecar.spec(), node)) {
                    selecting.add(sidecar);
                }
            } else if (own) {
                general.add(sidecar);
            } else if (namespace.equals(MeshState.ROOT_NAMESPACE)) {
                root.add(sidecar);
            }
        }
        if (!selecting.isEmpty()) {
            warnOthers(view, selecting, "select the same workload pod \"" + node.id() + "\"", "IST0110");
            return selecting.getFirst();
        }
        var plain = general.isEmpty() ? root : general;
        warnOthers(view, plain, "have no workload selector", "IST0111");
        return plain.isEmpty() ? null : plain.getFirst();
    }

    private static boolean selects(Sidecar sidecar, ProxyNode node) {
        var selector = sidecar.workloadSelector();
        return selector != null && LabelSelector.matches(selector.labels(), node.labels());
    }

    private static void warnOthers(ProxyView view, List<Resource<Sidecar>> oldestFirst, String fault, String code) {
        var names = oldestFirst.stream().map(sidecar -> sidecar.key().name()).toList();
        for (int i = 1; i < oldestFirst.size(); i++) {
            var key = oldestFirst.getFirst().key();
            view.warn(
                    oldestFirst.get(i),
                    "spec",
                    "The Sidecars " + names + " in namespace \"" + key.namespace() + "\" " + fault
                            + ", which can lead to undefined behavior. Only " + key.name()
                            + ", the oldest, is in force (" + code + ")");
        }
    }

    /// What decides about the hosts at a port.
    EgressScope at(int port) {
        EgressScope others = EgressScope.NOTHING;
        for (var listener : egress) {
            if (listener.port() == port) {
                return listener;
            }
            others = listener.port() == EgressScope.ANY_PORT ? listener : others;
        }
        return others;
    }

    /// The service with those of its ports that are imported; null when none is.
    @Nullable
    MeshService imported(MeshService service) {
        if (resource == null) {
            return service;
        }
        var ports = service.ports().stream()
                .filter(port -> at(port.number()).imports(service))
                .toList();
        return ports.isEmpty() ? null : service.withPorts(ports);
    }

    /// Whether the workload reaches only what the mesh knows. Istio: a policy without a mode means it, no policy at all
    /// does not.
    boolean isRegistryOnly() {
        var policy = resource == null ? null : resource.spec().outboundTrafficPolicy();
        return policy != null && policy.mode() != Mode.ALLOW_ANY;
    }
}

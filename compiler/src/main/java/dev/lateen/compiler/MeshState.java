package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All resources of the mesh at one revision, indexed for the compiler.
///
/// Immutable, shared by all threads. The order in which the resources were given does not matter: every list is
/// oldest first (creationTimestamp, then name, then namespace), and a resource without a timestamp counts as the
/// oldest.
public final class MeshState {

    /// Where mesh-wide resources live.
    public static final String ROOT_NAMESPACE = "istio-system";

    static final Comparator<Resource<?>> OLDEST_FIRST = Comparator.<Resource<?>, Instant>comparing(MeshState::created)
            .thenComparing(resource -> resource.key().name())
            .thenComparing(resource -> resource.key().namespace())
            .thenComparing(resource -> resource.key().kind());

    private final List<Resource<?>> resources;
    private final List<Resource<Gateway>> gateways;
    private final List<Resource<VirtualService>> virtualServices;
    private final Map<String, Resource<VirtualService>> delegates;
    private final List<Resource<Sidecar>> sidecars;
    private final DestinationRules destinationRules;
    private final List<Workload> workloads;
    private final ServiceRegistry services;
    private final Credentials credentials;
    private final CallableHosts.Memory callable = new CallableHosts.Memory();

    private MeshState(List<Resource<?>> oldestFirst) {
        resources = List.copyOf(oldestFirst);
        gateways = select(resources, Gateway.class);
        virtualServices = select(resources, VirtualService.class);
        delegates = virtualServices.stream()
                .filter(resource -> resource.spec().hosts().isEmpty())
                .collect(Collectors.toMap(
                        resource -> resource.key().namespace() + "/"
                                + resource.key().name(),
                        resource -> resource));
        sidecars = select(resources, Sidecar.class);
        destinationRules = DestinationRules.of(select(resources, DestinationRule.class));
        credentials = Credentials.of(select(resources, Secret.class));
        workloads = Workload.of(select(resources, WorkloadEntry.class));
        services =
                ServiceRegistry.of(select(resources, Service.class), select(resources, ServiceEntry.class), workloads);
    }

    /// Of two resources with the same key one is kept, the same one in any order.
    public static MeshState of(Collection<? extends Resource<?>> resources) {
        var unique = new HashMap<ResourceKey, Resource<?>>();
        for (var resource : resources) {
            unique.merge(resource.key(), resource, MeshState::preferred);
        }
        var sorted = new ArrayList<Resource<?>>(unique.values());
        sorted.sort(OLDEST_FIRST);
        return new MeshState(sorted);
    }

    /// Oldest first.
    public List<Resource<?>> resources() {
        return resources;
    }

    List<Resource<Gateway>> gateways() {
        return gateways;
    }

    List<Resource<VirtualService>> virtualServices() {
        return virtualServices;
    }

    /// The VirtualService without hosts that another one may delegate to.
    @Nullable
    Resource<VirtualService> delegate(String namespace, String name) {
        return delegates.get(namespace + "/" + name);
    }

    List<Resource<Sidecar>> sidecars() {
        return sidecars;
    }

    DestinationRules destinationRules() {
        return destinationRules;
    }

    Credentials credentials() {
        return credentials;
    }

    List<Workload> workloads() {
        return workloads;
    }

    ServiceRegistry services() {
        return services;
    }

    CallableHosts callableFrom(String namespace, SidecarScope scope) {
        return callable.of(this, namespace, scope);
    }

    private static Resource<?> preferred(Resource<?> a, Resource<?> b) {
        return a.document().toString().compareTo(b.document().toString()) <= 0 ? a : b;
    }

    private static Instant created(Resource<?> resource) {
        var created = resource.metadata().creationTimestamp();
        return created == null ? Instant.MIN : created;
    }

    private static <S> List<Resource<S>> select(List<Resource<?>> resources, Class<S> type) {
        var selected = new ArrayList<Resource<S>>();
        for (var resource : resources) {
            if (type.isInstance(resource.spec())) {
                @SuppressWarnings("unchecked") // The spec has just been seen to be an S.
                var typed = (Resource<S>) resource;
                selected.add(typed);
            }
        }
        return List.copyOf(selected);
    }
}

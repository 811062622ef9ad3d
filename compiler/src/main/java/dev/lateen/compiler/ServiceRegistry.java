package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.LabelSelector;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.ServiceEntry.Resolution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Every service of the mesh with its ports and endpoints: Services, and the hosts of ServiceEntries that no Service
/// has already.
final class ServiceRegistry {

    static final String EXPORT_TO_ANNOTATION = "networking.istio.io/exportTo";

    /// Oldest first, Services before ServiceEntries.
    private final List<MeshService> services;

    private ServiceRegistry(List<MeshService> services) {
        this.services = List.copyOf(services);
    }

    static ServiceRegistry of(
            List<Resource<Service>> services, List<Resource<ServiceEntry>> entries, List<Workload> workloads) {
        var all = new ArrayList<MeshService>();
        var hosts = new HashSet<String>();
        for (var service : services) {
            var meshService = ofService(service, workloads);
            all.add(meshService);
            hosts.add(meshService.host());
        }
        var declared = new LinkedHashMap<String, MeshService>();
        for (var entry : entries) {
            // Istio: an entry for the host of a Service only decorates it.
            for (var host : hostsOf(entry)) {
                if (!hosts.contains(host)) {
                    var service = ofEntry(entry, host, workloads);
                    declared.merge(host + " " + service.namespace(), service, ServiceRegistry::withPortsOf);
                }
            }
        }
        all.addAll(declared.values());
        return new ServiceRegistry(all);
    }

    /// What a proxy of this namespace knows, by host, as far as its scope lets it. Of several services with one host
    /// a Service wins, then the one of the proxy's own namespace, then the oldest.
    SortedMap<String, MeshService> visibleTo(String namespace, SidecarScope scope) {
        var visible = new TreeMap<String, MeshService>();
        for (var service : services) {
            var imported = service.visibility().includes(namespace) ? scope.imported(service) : null;
            if (imported != null) {
                visible.merge(service.host(), imported, (known, other) -> {
                    boolean closer = !known.kubernetes()
                            && !known.namespace().equals(namespace)
                            && other.namespace().equals(namespace);
                    return closer ? other : known;
                });
            }
        }
        return visible;
    }

    /// The Service that a workload belongs to: one that has the port if there is one.
    @Nullable
    MeshService selecting(String namespace, Map<String, String> labels, int port) {
        MeshService first = null;
        for (var service : services) {
            if (service.namespace().equals(namespace)
                    && !service.selector().isEmpty()
                    && LabelSelector.matches(service.selector(), labels)) {
                if (service.port(port) != null) {
                    return service;
                }
                first = first == null ? service : first;
            }
        }
        return first;
    }

    private static MeshService ofService(Resource<Service> resource, List<Workload> workloads) {
        var spec = resource.spec();
        var namespace = resource.key().namespace();
        var selected =
                spec.selector().isEmpty() ? List.<Workload>of() : selected(spec.selector(), namespace, workloads);
        var ports = new ArrayList<MeshService.Port>();
        for (var port : spec.ports()) {
            var number = port.port();
            if (number != null) {
                var name = port.name() == null ? "" : port.name();
                var protocol = Protocol.ofServicePort(port.protocol(), port.appProtocol(), port.name());
                ports.add(
                        new MeshService.Port(number, name, protocol, EndpointCompiler.compile(port, number, selected)));
            }
        }
        return new MeshService(
                Hostname.fqdn(resource.key().name(), namespace),
                resource.key().name(),
                namespace,
                true,
                Visibility.ofAnnotation(resource.metadata().annotations().get(EXPORT_TO_ANNOTATION), namespace),
                clusterIps(spec),
                spec.selector(),
                ports,
                Origins.of(resource, "metadata"));
    }

    private static MeshService ofEntry(Resource<ServiceEntry> resource, String host, List<Workload> workloads) {
        var spec = resource.spec();
        var namespace = resource.key().namespace();
        var instances = instances(resource, workloads);
        var ports = new ArrayList<MeshService.Port>();
        for (var port : spec.ports()) {
            var number = port.number();
            if (number != null) {
                var name = port.name() == null ? "" : port.name();
                ports.add(new MeshService.Port(
                        number, name, Protocol.of(port.protocol()), EndpointCompiler.compile(port, number, instances)));
            }
        }
        return new MeshService(
                host,
                host,
                namespace,
                false,
                Visibility.of(spec.exportTo(), namespace),
                spec.addresses().stream().filter(EndpointCompiler::isAddress).toList(),
                Map.of(),
                ports,
                Origins.of(resource, "spec.hosts"));
    }

    private static List<Workload> instances(Resource<ServiceEntry> resource, List<Workload> workloads) {
        var spec = resource.spec();
        var namespace = resource.key().namespace();
        if (spec.resolution() != Resolution.STATIC) {
            return List.of();
        }
        var selector = spec.workloadSelector();
        return selector != null && !selector.labels().isEmpty()
                ? selected(selector.labels(), namespace, workloads)
                : spec.endpoints().stream()
                        .map(entry -> Workload.inline(resource.key().name(), namespace, entry))
                        .toList();
    }

    private static List<Workload> selected(Map<String, String> selector, String namespace, List<Workload> workloads) {
        return workloads.stream()
                .filter(workload ->
                        workload.namespace().equals(namespace) && LabelSelector.matches(selector, workload.labels()))
                .toList();
    }

    private static Set<String> hostsOf(Resource<ServiceEntry> entry) {
        var hosts = new TreeSet<String>();
        entry.spec().hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        return hosts;
    }

    private static List<String> clusterIps(Service spec) {
        var addresses = new TreeSet<>(spec.clusterIPs());
        if (spec.clusterIP() != null) {
            addresses.add(spec.clusterIP());
        }
        return addresses.stream().filter(EndpointCompiler::isAddress).toList();
    }

    /// Entries for one host in one namespace are one service; the older one's ports win.
    private static MeshService withPortsOf(MeshService older, MeshService younger) {
        var ports = new ArrayList<>(older.ports());
        for (var port : younger.ports()) {
            if (older.port(port.number()) == null) {
                ports.add(port);
            }
        }
        return older.withPorts(ports);
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.WorkloadEntry;
import dev.lateen.snapshot.WorkloadRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A running instance that endpoints are made of: a WorkloadEntry, or an endpoint written inside a ServiceEntry.
///
/// @param labels those of the entry win over those of its metadata
/// @param meshPeer whether a sidecar of this mesh answers there
record Workload(String name, String namespace, Map<String, String> labels, WorkloadEntry entry, boolean meshPeer) {

    /// Set to `"true"` on a WorkloadEntry whose ports are those of a sidecar.
    static final String SIDECAR_ANNOTATION = "lateen.dev/sidecar";

    private static final String UNKNOWN = "unknown";
    private static final String CLUSTER = "Kubernetes";

    static List<Workload> of(List<Resource<WorkloadEntry>> entries) {
        return entries.stream().map(Workload::of).toList();
    }

    private static Workload of(Resource<WorkloadEntry> resource) {
        var labels = new HashMap<>(resource.metadata().labels());
        labels.putAll(resource.spec().labels());
        boolean meshPeer = "true".equals(resource.metadata().annotations().get(SIDECAR_ANNOTATION));
        return new Workload(
                resource.key().name(), resource.key().namespace(), Map.copyOf(labels), resource.spec(), meshPeer);
    }

    static Workload inline(String owner, String namespace, WorkloadEntry entry) {
        return new Workload(owner, namespace, entry.labels(), entry, false);
    }

    /// A host that is known by its name only.
    static Workload named(String owner, String namespace, String host) {
        var entry = new WorkloadEntry(host, Map.of(), Map.of(), null, null, null, null);
        return new Workload(owner, namespace, Map.of(), entry, false);
    }

    Locality locality() {
        return Locality.of(entry.locality(), labels);
    }

    WorkloadRef ref() {
        return ref(name, namespace, labels);
    }

    /// Canonical service and revision as Istio's injector labels them.
    static WorkloadRef ref(String name, String namespace, Map<String, String> labels) {
        var app = labels.getOrDefault("app", UNKNOWN);
        var version = labels.getOrDefault("version", UNKNOWN);
        var canonicalService =
                first(labels, List.of("service.istio.io/canonical-name", "app.kubernetes.io/name", "app"), name);
        var canonicalRevision = first(
                labels,
                List.of("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"),
                "latest");
        return new WorkloadRef(name, namespace, app, version, canonicalService, canonicalRevision, CLUSTER);
    }

    private static String first(Map<String, String> labels, List<String> keys, String otherwise) {
        for (var key : keys) {
            var value = labels.get(key);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return otherwise;
    }
}

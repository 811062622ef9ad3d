package dev.lateen.api.yaml;

import dev.lateen.api.meta.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Kinds that are none of ours: those that others read (StatefulSets, filters) are passed over with a warning that
/// names them, misspelt ones are an error.
final class ForeignKinds {

    private static final Set<String> ISTIO = Set.of("EnvoyFilter", "WasmPlugin", "IstioOperator");

    private static final List<String> ISTIO_GROUPS = List.of(
            "networking.istio.io",
            "security.istio.io",
            "telemetry.istio.io",
            "extensions.istio.io",
            "install.istio.io");

    private static final Set<String> CORE = Set.of(
            "PodTemplate",
            "ServiceAccount",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "ReplicationController",
            "Node",
            "Event",
            "LimitRange",
            "ResourceQuota",
            "Binding",
            "ComponentStatus",
            "List");

    private ForeignKinds() {}

    /// Whether it is a kind that exists elsewhere, as far as can be told from its group.
    static boolean exists(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        if (ISTIO_GROUPS.contains(group)) {
            return ISTIO.contains(kind);
        }
        if (group.isEmpty()) {
            return apiVersion.equals("v1") && CORE.contains(kind);
        }
        // Misspelt groups of Istio; Kubernetes' own Gateway has another one.
        boolean unlike = Suggestion.forName(group, ISTIO_GROUPS).isEmpty();
        return unlike || (Kind.ofName(kind).isEmpty() && !ISTIO.contains(kind));
    }

    static String known() {
        return Arrays.stream(Kind.values()).map(Kind::kindName).collect(Collectors.joining(", "));
    }

    static List<String> names() {
        return Arrays.stream(Kind.values()).map(Kind::kindName).toList();
    }
}

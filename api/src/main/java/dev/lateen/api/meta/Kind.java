package dev.lateen.api.meta;

import dev.lateen.api.kubernetes.ConfigMap;
import dev.lateen.api.kubernetes.Deployment;
import dev.lateen.api.kubernetes.EndpointSlice;
import dev.lateen.api.kubernetes.Endpoints;
import dev.lateen.api.kubernetes.Namespace;
import dev.lateen.api.kubernetes.Pod;
import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.ProxyConfig;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadEntry;
import dev.lateen.api.networking.WorkloadGroup;
import dev.lateen.api.security.AuthorizationPolicy;
import dev.lateen.api.security.PeerAuthentication;
import dev.lateen.api.security.RequestAuthentication;
import dev.lateen.api.telemetry.Telemetry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The kinds of resources that Lateen reads, with the names that users and the Kubernetes API have for them.
public enum Kind {
    GATEWAY(Group.NETWORKING, Gateway.class, "gateways", "gw"),
    VIRTUAL_SERVICE(Group.NETWORKING, VirtualService.class, "virtualservices", "vs"),
    DESTINATION_RULE(Group.NETWORKING, DestinationRule.class, "destinationrules", "dr"),
    SERVICE_ENTRY(Group.NETWORKING, ServiceEntry.class, "serviceentries", "se"),
    WORKLOAD_ENTRY(Group.NETWORKING, WorkloadEntry.class, "workloadentries", "we"),
    WORKLOAD_GROUP(Group.NETWORKING, WorkloadGroup.class, "workloadgroups", "wg"),
    SIDECAR(Group.NETWORKING, Sidecar.class, "sidecars"),
    PROXY_CONFIG(Group.NETWORKING_BETA, ProxyConfig.class, "proxyconfigs"),
    PEER_AUTHENTICATION(Group.SECURITY, PeerAuthentication.class, "peerauthentications", "pa"),
    AUTHORIZATION_POLICY(Group.SECURITY, AuthorizationPolicy.class, "authorizationpolicies", "ap"),
    REQUEST_AUTHENTICATION(Group.SECURITY, RequestAuthentication.class, "requestauthentications", "ra"),
    TELEMETRY(Group.TELEMETRY, Telemetry.class, "telemetries"),
    SERVICE(Group.CORE, Service.class, "services", "svc"),
    NAMESPACE(Group.CORE, Namespace.class, "namespaces", "ns"),
    ENDPOINTS(Group.CORE, Endpoints.class, "endpoints", "ep"),
    ENDPOINT_SLICE(Group.DISCOVERY, EndpointSlice.class, "endpointslices"),
    SECRET(Group.CORE, Secret.class, "secrets"),
    CONFIG_MAP(Group.CORE, ConfigMap.class, "configmaps", "cm"),
    POD(Group.CORE, Pod.class, "pods", "po"),
    DEPLOYMENT(Group.APPS, Deployment.class, "deployments", "deploy");

    private static final Map<String, Kind> BY_KIND_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Kind::kindName, kind -> kind));
    private static final Set<Kind> WITHOUT_SPEC = EnumSet.of(ENDPOINTS, ENDPOINT_SLICE, SECRET, CONFIG_MAP);
    private static final Set<Kind> PARTIAL = EnumSet.of(ENDPOINTS, ENDPOINT_SLICE, SECRET, CONFIG_MAP, POD, DEPLOYMENT);

    private final Group group;
    private final Class<? extends Record> specType;
    private final String plural;
    private final List<String> shortNames;
    private final List<String> apiVersions;

    Kind(Group group, Class<? extends Record> specType, String plural, String... shortNames) {
        this.group = group;
        this.specType = specType;
        this.plural = plural;
        this.shortNames = List.of(shortNames);
        String prefix = group.apiName.isEmpty() ? "" : group.apiName + "/";
        this.apiVersions = group.versions.stream().map(prefix::concat).toList();
    }

    /// The API group; empty for the core group.
    public String group() {
        return group.apiName;
    }

    /// Whether it is one of Istio's own, not of Kubernetes.
    public boolean isIstio() {
        return group().endsWith("istio.io");
    }

    /// Accepted versions, all with the same schema; the first is the preferred one.
    public List<String> versions() {
        return group.versions;
    }

    /// `networking.istio.io/v1` or `v1`.
    public String preferredApiVersion() {
        return apiVersions.getFirst();
    }

    public String kindName() {
        return specType.getSimpleName();
    }

    public String plural() {
        return plural;
    }

    /// `virtualservice`
    public String singular() {
        return kindName().toLowerCase(Locale.ROOT);
    }

    public List<String> shortNames() {
        return shortNames;
    }

    public boolean namespaced() {
        return this != NAMESPACE;
    }

    public Class<? extends Record> specType() {
        return specType;
    }

    /// Where the fields of [#specType()] stand: in `spec`, or beside `metadata` when the kind has no spec.
    public boolean hasSpec() {
        return !WITHOUT_SPEC.contains(this);
    }

    /// Whether [#specType()] has only those of the kind's fields that a mesh reads: the others belong to somebody
    /// else and are no mistake.
    public boolean isPartial() {
        return PARTIAL.contains(this);
    }

    /// By the two fields that every document starts with.
    public static Optional<Kind> of(String apiVersion, String kindName) {
        Kind kind = BY_KIND_NAME.get(kindName);
        return kind != null && kind.apiVersions.contains(apiVersion) ? Optional.of(kind) : Optional.empty();
    }

    /// By what a user types: kind, singular, plural or short name, in any case, with or without the group.
    public static Optional<Kind> ofName(String typed) {
        String lower = typed.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String name = dot < 0 ? lower : lower.substring(0, dot);
        return Arrays.stream(values())
                .filter(kind ->
                        kind.singular().equals(name) || kind.plural.equals(name) || kind.shortNames.contains(name))
                .filter(kind -> dot < 0 || kind.group().equals(lower.substring(dot + 1)))
                .findFirst();
    }

    private enum Group {
        CORE("", "v1"),
        APPS("apps", "v1"),
        DISCOVERY("discovery.k8s.io", "v1"),
        NETWORKING("networking.istio.io", "v1", "v1beta1", "v1alpha3"),
        NETWORKING_BETA("networking.istio.io", "v1beta1"),
        SECURITY("security.istio.io", "v1", "v1beta1"),
        TELEMETRY("telemetry.istio.io", "v1", "v1alpha1");

        private final String apiName;
        private final List<String> versions;

        Group(String apiName, String... versions) {
            this.apiName = apiName;
            this.versions = List.of(versions);
        }
    }
}

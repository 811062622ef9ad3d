package dev.lateen.api.meta;

import dev.lateen.api.kubernetes.Namespace;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of resources that Lateen reads, with the names that users and the Kubernetes API have for them.
public enum Kind {
    GATEWAY("Gateway", "gateways", List.of("gw"), Gateway.class),
    VIRTUAL_SERVICE("VirtualService", "virtualservices", List.of("vs"), VirtualService.class),
    DESTINATION_RULE("DestinationRule", "destinationrules", List.of("dr"), DestinationRule.class),
    SERVICE_ENTRY("ServiceEntry", "serviceentries", List.of("se"), ServiceEntry.class),
    WORKLOAD_ENTRY("WorkloadEntry", "workloadentries", List.of("we"), WorkloadEntry.class),
    SERVICE("Service", "services", List.of("svc"), Service.class),
    NAMESPACE("Namespace", "namespaces", List.of("ns"), Namespace.class);

    private static final String NETWORKING = "networking.istio.io";

    private final String kindName;
    private final String plural;
    private final List<String> shortNames;
    private final Class<? extends Record> specType;

    Kind(String kindName, String plural, List<String> shortNames, Class<? extends Record> specType) {
        this.kindName = kindName;
        this.plural = plural;
        this.shortNames = shortNames;
        this.specType = specType;
    }

    /// The API group; empty for the core group.
    public String group() {
        return this == SERVICE || this == NAMESPACE ? "" : NETWORKING;
    }

    /// Accepted versions, all with the same schema; the first is the preferred one.
    public List<String> versions() {
        return group().isEmpty() ? List.of("v1") : List.of("v1", "v1beta1", "v1alpha3");
    }

    /// `networking.istio.io/v1` or `v1`.
    public String preferredApiVersion() {
        return group().isEmpty() ? "v1" : group() + "/" + versions().getFirst();
    }

    public String kindName() {
        return kindName;
    }

    public String plural() {
        return plural;
    }

    /// `virtualservice`
    public String singular() {
        return kindName.toLowerCase(Locale.ROOT);
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

    /// By the two fields that every document starts with.
    public static Optional<Kind> of(String apiVersion, String kindName) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        return Arrays.stream(values())
                .filter(kind -> kind.kindName.equals(kindName)
                        && kind.group().equals(group)
                        && kind.versions().contains(version))
                .findFirst();
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
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.LabelSelector;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.DestinationRule.Subset;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which DestinationRule applies to a service for a client: the client's namespace, then the service's, then the root
/// namespace; in each the exact host, else the longest wildcard; of one host a rule that selects the client's workload
/// before one for all. The first hit ends the search, nothing is inherited.
final class DestinationRules {

    private static final String POLICY = "spec.trafficPolicy";

    private final Map<String, ByHost> byNamespace = new HashMap<>();

    private DestinationRules(Collection<Merged> oldestFirst) {
        for (var rule : oldestFirst) {
            byNamespace.computeIfAbsent(rule.namespace(), _ -> new ByHost()).add(rule);
        }
    }

    /// Rules of one namespace with the same host, `exportTo` and `workloadSelector`: subsets are united, the first of a
    /// name wins; the oldest traffic policy is used.
    ///
    /// @param selector labels of the clients that it is for; null for all
    /// @param overruled what its younger rules say in vain
    record Merged(
            String host,
            String namespace,
            Visibility visibility,
            @Nullable Map<String, String> selector,
            Map<String, OwnedSubset> subsets,
            @Nullable TrafficPolicy policy,
            Resource<DestinationRule> owner,
            List<Overruled> overruled) {

        private Merged and(Merged younger) {
            var all = new LinkedHashMap<>(subsets);
            var inVain = new ArrayList<>(overruled);
            younger.subsets.forEach((name, subset) -> {
                var older = all.putIfAbsent(name, subset);
                if (older != null && !older.subset.equals(subset.subset)) {
                    inVain.add(new Overruled(subset.owner, subset.path, older.owner, older.path));
                }
            });
            if (policy != null && younger.policy != null && !policy.equals(younger.policy)) {
                inVain.add(new Overruled(younger.owner, POLICY, owner, POLICY));
            }
            boolean takesOver = policy == null && younger.policy != null;
            return new Merged(
                    host,
                    namespace,
                    visibility,
                    selector,
                    all,
                    takesOver ? younger.policy : policy,
                    takesOver ? younger.owner : owner,
                    inVain);
        }

        private boolean isFor(ProxyNode client) {
            return visibility.includes(client.namespace())
                    && (selector == null || LabelSelector.matches(selector, client.labels()));
        }

        private boolean isPrivate() {
            return visibility.isPrivateTo(namespace);
        }
    }

    /// @param path where it stands in its owner
    record OwnedSubset(Subset subset, Resource<DestinationRule> owner, String path) {}

    /// A place in a rule that is not in force, because an older rule for the same host has such a thing already.
    record Overruled(
            Resource<DestinationRule> younger, String path, Resource<DestinationRule> older, String olderPath) {

        String reason() {
            return "not in force: " + olderPath + " of " + Origins.text(older, olderPath)
                    + " is for the same host and older";
        }
    }

    private record GroupKey(
            String host,
            String namespace,
            Visibility visibility,
            @Nullable Map<String, String> selector) {}

    static DestinationRules of(List<Resource<DestinationRule>> oldestFirst) {
        var groups = new LinkedHashMap<GroupKey, Merged>();
        for (var resource : oldestFirst) {
            var spec = resource.spec();
            if (spec.host() == null) {
                continue;
            }
            var namespace = resource.key().namespace();
            var host = Hostname.resolveShort(spec.host(), namespace);
            var selector = spec.workloadSelector() == null
                    ? null
                    : spec.workloadSelector().matchLabels();
            // Istio: a rule that selects workloads is private, whatever it says.
            var visibility = Visibility.of(selector == null ? spec.exportTo() : List.of("."), namespace);
            var rule = new Merged(
                    host,
                    namespace,
                    visibility,
                    selector,
                    subsets(resource),
                    spec.trafficPolicy(),
                    resource,
                    List.of());
            groups.merge(new GroupKey(host, namespace, visibility, selector), rule, Merged::and);
        }
        return new DestinationRules(groups.values());
    }

    /// Proxies of the root namespace pass over what stands there for everybody: such a rule is a last resort.
    @Nullable
    Merged find(MeshService service, ProxyNode client) {
        var own = client.namespace();
        boolean rootClient = own.equals(MeshState.ROOT_NAMESPACE);
        var found = best(own, service.host(), rule -> rule.isFor(client) && (!rootClient || rule.isPrivate()));
        if (found == null) {
            found = best(service.namespace(), service.host(), rule -> rule.isFor(client));
        }
        return found == null ? best(MeshState.ROOT_NAMESPACE, service.host(), rule -> rule.isFor(client)) : found;
    }

    private @Nullable Merged best(String namespace, String host, Predicate<Merged> applies) {
        var rules = byNamespace.get(namespace);
        return rules == null ? null : rules.best(host, applies);
    }

    /// The rules of one namespace.
    private static final class ByHost {

        private static final Comparator<String> LONGEST_FIRST =
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

        private final Map<String, List<Merged>> exact = new HashMap<>();
        private final SortedMap<String, List<Merged>> wildcards = new TreeMap<>(LONGEST_FIRST);

        void add(Merged rule) {
            (Hostname.isWildcard(rule.host()) ? wildcards : exact)
                    .computeIfAbsent(rule.host(), _ -> new ArrayList<>())
                    .add(rule);
        }

        @Nullable
        Merged best(String host, Predicate<Merged> applies) {
            var found = first(exact.getOrDefault(host, List.of()), applies);
            for (var wildcard : wildcards.entrySet()) {
                if (found == null && Hostname.subsetOf(host, wildcard.getKey())) {
                    found = first(wildcard.getValue(), applies);
                }
            }
            return found;
        }

        private static @Nullable Merged first(List<Merged> rules, Predicate<Merged> applies) {
            Merged first = null;
            for (var rule : rules) {
                if (applies.test(rule) && (first == null || (first.selector() == null && rule.selector() != null))) {
                    first = rule;
                }
            }
            return first;
        }
    }

    private static Map<String, OwnedSubset> subsets(Resource<DestinationRule> resource) {
        var subsets = new LinkedHashMap<String, OwnedSubset>();
        var declared = new ArrayList<>(resource.spec().subsets());
        for (int i = 0; i < declared.size(); i++) {
            var name = declared.get(i).name();
            if (name != null) {
                subsets.putIfAbsent(name, new OwnedSubset(declared.get(i), resource, "spec.subsets[" + i + "]"));
            }
        }
        return subsets;
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.DestinationRule.Subset;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which DestinationRule applies to a service for a client: the client's namespace, then the service's, then the root
/// namespace; in each the exact host, else the longest wildcard. The first hit ends the search, nothing is inherited.
final class DestinationRules {

    private final Map<String, List<Merged>> byNamespace = new HashMap<>();

    private DestinationRules(Collection<Merged> oldestFirst) {
        for (var rule : oldestFirst) {
            byNamespace
                    .computeIfAbsent(rule.namespace(), _ -> new ArrayList<>())
                    .add(rule);
        }
    }

    /// Rules of one namespace with the same host and `exportTo`: subsets are united, the first of a name wins; the
    /// oldest traffic policy is used.
    record Merged(
            String host,
            String namespace,
            Visibility visibility,
            Map<String, OwnedSubset> subsets,
            @Nullable TrafficPolicy policy,
            Resource<DestinationRule> owner) {

        private Merged and(Merged younger) {
            var all = new LinkedHashMap<>(subsets);
            younger.subsets.forEach(all::putIfAbsent);
            return policy == null && younger.policy != null
                    ? new Merged(host, namespace, visibility, all, younger.policy, younger.owner)
                    : new Merged(host, namespace, visibility, all, policy, owner);
        }
    }

    /// @param path where it stands in its owner
    record OwnedSubset(Subset subset, Resource<DestinationRule> owner, String path) {}

    private record GroupKey(String host, String namespace, Visibility visibility) {}

    /// A rule with a `workloadSelector` is for some clients only; as long as those cannot be told apart it applies to
    /// none, and [UnhonouredFields] says so.
    static DestinationRules of(List<Resource<DestinationRule>> oldestFirst) {
        var groups = new LinkedHashMap<GroupKey, Merged>();
        for (var resource : oldestFirst) {
            var spec = resource.spec();
            if (spec.host() == null || spec.workloadSelector() != null) {
                continue;
            }
            var namespace = resource.key().namespace();
            var host = Hostname.resolveShort(spec.host(), namespace);
            var visibility = Visibility.of(spec.exportTo(), namespace);
            var rule = new Merged(host, namespace, visibility, subsets(resource), spec.trafficPolicy(), resource);
            groups.merge(new GroupKey(host, namespace, visibility), rule, Merged::and);
        }
        return new DestinationRules(groups.values());
    }

    @Nullable
    Merged find(MeshService service, String client) {
        boolean rootClient = client.equals(MeshState.ROOT_NAMESPACE);
        var own = candidates(client, client).stream()
                .filter(rule -> !rootClient || rule.visibility().isPrivateTo(client))
                .toList();
        var found = best(own, service.host());
        if (found == null) {
            found = best(candidates(service.namespace(), client), service.host());
        }
        return found == null ? best(candidates(MeshState.ROOT_NAMESPACE, client), service.host()) : found;
    }

    private List<Merged> candidates(String namespace, String client) {
        return byNamespace.getOrDefault(namespace, List.of()).stream()
                .filter(rule -> rule.visibility().includes(client))
                .toList();
    }

    private static @Nullable Merged best(List<Merged> rules, String host) {
        Merged best = null;
        for (var rule : rules) {
            if (rule.host().equals(host)) {
                return rule;
            }
            if (Hostname.isWildcard(rule.host())
                    && Hostname.subsetOf(host, rule.host())
                    && (best == null || rule.host().length() > best.host().length())) {
                best = rule;
            }
        }
        return best;
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

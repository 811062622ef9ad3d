package dev.lateen.compiler;

import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.StringMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The matches of a delegate's rule below those of the rule that delegates to it: each must be within one of the
/// root's, and holds together with every one of them that it is within.
final class MatchMerge {

    private final String rootNamespace;
    private final String leafNamespace;

    MatchMerge(String rootNamespace, String leafNamespace) {
        this.rootNamespace = rootNamespace;
        this.leafNamespace = leafNamespace;
    }

    /// Null when a match of the delegate is within none of the root.
    @Nullable
    List<HTTPMatchRequest> merge(List<HTTPMatchRequest> root, List<HTTPMatchRequest> leaf) {
        if (root.isEmpty()) {
            return leaf;
        }
        var merged = new ArrayList<HTTPMatchRequest>();
        for (var inner : leaf.isEmpty() ? List.of(ANY) : leaf) {
            int before = merged.size();
            for (var outer : root) {
                if (leaf.isEmpty() || isWithin(outer, inner)) {
                    merged.add(merge(outer, inner));
                }
            }
            if (merged.size() == before) {
                return null;
            }
        }
        return merged;
    }

    private static final HTTPMatchRequest ANY = new HTTPMatchRequest(
            null, null, null, null, null, Map.of(), null, Map.of(), List.of(), Map.of(), false, Map.of(), null, null);

    private HTTPMatchRequest merge(HTTPMatchRequest root, HTTPMatchRequest leaf) {
        boolean ownGateways = !leaf.gateways().isEmpty();
        var gateways = GatewayNames.resolve(
                ownGateways ? leaf.gateways() : root.gateways(), ownGateways ? leafNamespace : rootNamespace);
        return new HTTPMatchRequest(
                RuleMerge.name(root.name(), leaf.name()),
                or(leaf.uri(), root.uri()),
                or(leaf.scheme(), root.scheme()),
                or(leaf.method(), root.method()),
                or(leaf.authority(), root.authority()),
                both(root.headers(), leaf.headers()),
                isSet(leaf.port()) ? leaf.port() : root.port(),
                both(root.sourceLabels(), leaf.sourceLabels()),
                List.copyOf(gateways),
                both(root.queryParams(), leaf.queryParams()),
                leaf.ignoreUriCase() || root.ignoreUriCase(),
                both(root.withoutHeaders(), leaf.withoutHeaders()),
                isSet(leaf.sourceNamespace()) ? leaf.sourceNamespace() : root.sourceNamespace(),
                isSet(leaf.statPrefix()) ? leaf.statPrefix() : root.statPrefix());
    }

    /// Istio's rule: what both ask about must be narrower in the delegate, or the same.
    private boolean isWithin(HTTPMatchRequest root, HTTPMatchRequest leaf) {
        return isWithin(root.uri(), leaf.uri())
                && isWithin(root.scheme(), leaf.scheme())
                && isWithin(root.method(), leaf.method())
                && isWithin(root.authority(), leaf.authority())
                && allWithin(root.headers(), leaf.headers())
                && allWithin(root.withoutHeaders(), leaf.withoutHeaders())
                && allWithin(root.queryParams(), leaf.queryParams())
                && root.ignoreUriCase() == leaf.ignoreUriCase()
                && (!isSet(root.port()) || !isSet(leaf.port()) || Objects.equals(root.port(), leaf.port()))
                && agree(root.sourceLabels(), leaf.sourceLabels())
                && (!isSet(root.sourceNamespace())
                        || !isSet(leaf.sourceNamespace())
                        || Objects.equals(root.sourceNamespace(), leaf.sourceNamespace()))
                && (root.gateways().isEmpty()
                        || GatewayNames.resolve(root.gateways(), rootNamespace)
                                .containsAll(GatewayNames.resolve(leaf.gateways(), leafNamespace)));
    }

    private static boolean allWithin(Map<String, StringMatch> root, Map<String, StringMatch> leaf) {
        return leaf.entrySet().stream().allMatch(entry -> isWithin(root.get(entry.getKey()), entry.getValue()));
    }

    private static boolean agree(Map<String, String> root, Map<String, String> leaf) {
        return leaf.entrySet().stream()
                .allMatch(entry ->
                        root.getOrDefault(entry.getKey(), entry.getValue()).equals(entry.getValue()));
    }

    /// A regex is never within anything, and nothing within a regex; nor does presence go together with a value.
    private static boolean isWithin(@Nullable StringMatch root, @Nullable StringMatch leaf) {
        if (root == null || leaf == null) {
            return true;
        }
        if (isSet(root.regex()) || isSet(leaf.regex())) {
            return false;
        }
        var exact = root.exact();
        if (exact != null && !exact.isEmpty()) {
            return exact.equals(leaf.exact());
        }
        var prefix = root.prefix();
        var narrower = isSet(leaf.exact()) ? leaf.exact() : leaf.prefix();
        return prefix != null && !prefix.isEmpty() && narrower != null && narrower.startsWith(prefix);
    }

    private static <V> Map<String, V> both(Map<String, V> root, Map<String, V> leaf) {
        var all = new LinkedHashMap<>(root);
        all.putAll(leaf);
        return all;
    }

    private static <T> @Nullable T or(@Nullable T leaf, @Nullable T root) {
        return leaf == null ? root : leaf;
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private static boolean isSet(@Nullable Integer number) {
        return number != null && number != 0;
    }
}

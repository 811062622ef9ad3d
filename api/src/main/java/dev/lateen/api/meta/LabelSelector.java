package dev.lateen.api.meta;

import java.util.Map;

/// Equality-based label selection, as Services, Gateways and subsets use it.
public final class LabelSelector {

    private LabelSelector() {}

    /// Whether `labels` has every entry of `selector`. An empty selector matches everything: where it should match
    /// nothing (a Service without a selector) the caller has to say so.
    public static boolean matches(Map<String, String> selector, Map<String, String> labels) {
        for (Map.Entry<String, String> required : selector.entrySet()) {
            if (!required.getValue().equals(labels.get(required.getKey()))) {
                return false;
            }
        }
        return true;
    }
}

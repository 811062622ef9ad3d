package dev.lateen.api.validation;

import java.util.LinkedHashMap;
import java.util.Map;

/// `workloadSelector` and `selector`: labels are compared as they stand, a wildcard would select nothing.
final class WorkloadSelectors {

    private WorkloadSelectors() {}

    /// @param path of the labels, `spec.selector.matchLabels` for instance
    static void check(Findings findings, String path, Map<String, String> required) {
        if (required.isEmpty()) {
            String selector = path.substring(0, path.lastIndexOf('.'));
            findings.warning(selector, "no labels, it selects every workload of the namespace");
        }
        Map<String, String> plain = new LinkedHashMap<>();
        required.forEach((key, value) -> {
            if (key.contains("*") || value.contains("*")) {
                findings.error(path + "." + key, Findings.show(value) + " (expected: no wildcard)");
            } else {
                plain.put(key, value);
            }
        });
        Labels.check(findings, path, plain);
    }
}

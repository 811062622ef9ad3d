package dev.lateen.api.validation;

import java.util.LinkedHashMap;
import java.util.Map;

/// `workloadSelector`: labels are compared as they stand, a wildcard would select nothing.
final class WorkloadSelectors {

    private WorkloadSelectors() {}

    /// @param field `labels` or `matchLabels`
    static void check(Findings findings, String field, Map<String, String> required) {
        String path = "spec.workloadSelector." + field;
        if (required.isEmpty()) {
            findings.warning("spec.workloadSelector", "no labels, it selects every workload of the namespace");
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

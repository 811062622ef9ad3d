package dev.lateen.api.validation;

import dev.lateen.api.networking.WorkloadSelector;
import java.util.LinkedHashMap;
import java.util.Map;

/// `workloadSelector`: labels are compared as they stand, a wildcard would select nothing.
final class WorkloadSelectors {

    private WorkloadSelectors() {}

    static void check(Findings findings, WorkloadSelector selector) {
        String path = "spec.workloadSelector." + (selector.labels().isEmpty() ? "matchLabels" : "labels");
        if (selector.required().isEmpty()) {
            findings.warning("spec.workloadSelector", "no labels, it selects every workload of the namespace");
        }
        Map<String, String> plain = new LinkedHashMap<>();
        selector.required().forEach((key, value) -> {
            if (key.contains("*") || value.contains("*")) {
                findings.error(path + "." + key, Findings.show(value) + " (expected: no wildcard)");
            } else {
                plain.put(key, value);
            }
        });
        Labels.check(findings, path, plain);
    }
}

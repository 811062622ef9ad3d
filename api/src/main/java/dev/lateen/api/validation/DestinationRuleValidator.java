package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.DestinationRule.Subset;
import java.util.HashSet;
import java.util.Set;

/// The rules of a DestinationRule.
final class DestinationRuleValidator {

    private final Findings findings;
    private final String namespace;
    private final TrafficPolicyValidator policies;

    DestinationRuleValidator(Findings findings, String namespace) {
        this.findings = findings;
        this.namespace = namespace;
        this.policies = new TrafficPolicyValidator(findings);
    }

    void validate(DestinationRule rule) {
        if (rule.host() == null || rule.host().isEmpty()) {
            findings.missing("spec.host", "the host of a service");
        } else {
            Hosts.checkWildcardDomain(findings, "spec.host", rule.host());
        }
        if (rule.trafficPolicy() != null) {
            policies.validate(rule.trafficPolicy(), "spec.trafficPolicy");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rule.subsets().size(); i++) {
            subset(rule.subsets().get(i), "spec.subsets[" + i + "]", names);
        }
        ExportTo.check(findings, rule.exportTo(), namespace);
        if (rule.workloadSelector() != null) {
            WorkloadSelectors.check(
                    findings,
                    "spec.workloadSelector.matchLabels",
                    rule.workloadSelector().matchLabels());
            ExportTo.checkOwnOnly(findings, rule.exportTo(), namespace);
        }
    }

    private void subset(Subset subset, String path, Set<String> names) {
        String name = subset.name();
        if (name == null || name.isEmpty()) {
            findings.missing(path + ".name", "a name for the subset");
        } else if (!Names.isLabel(name)) {
            findings.bad(path + ".name", name, Names.LABEL);
        } else if (!names.add(name)) {
            findings.bad(path + ".name", name, "each subset once");
        }
        Labels.check(findings, path + ".labels", subset.labels());
        if (subset.trafficPolicy() != null) {
            policies.validate(subset.trafficPolicy(), path + ".trafficPolicy");
        }
    }
}

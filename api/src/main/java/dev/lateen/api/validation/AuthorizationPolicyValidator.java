package dev.lateen.api.validation;

import dev.lateen.api.security.AuthorizationPolicy;
import dev.lateen.api.security.AuthorizationPolicy.Action;
import dev.lateen.api.security.AuthorizationPolicy.Operation;
import dev.lateen.api.security.AuthorizationPolicy.Rule;
import dev.lateen.api.security.AuthorizationPolicy.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of an AuthorizationPolicy: [SourceRules] for `from`, [OperationRules] for `to`, [ConditionRules] for
/// `when`.
final class AuthorizationPolicyValidator {

    private final Findings findings;

    AuthorizationPolicyValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(AuthorizationPolicy policy) {
        PolicyTargets.check(findings, policy.selector(), policy.targetRef(), policy.targetRefs());
        Action action = policy.action() == null ? Action.ALLOW : policy.action();
        provider(policy, action);
        if (policy.rules().isEmpty() && (action == Action.DENY || action == Action.CUSTOM)) {
            findings.missing("spec.rules", "at least one rule, " + action + " without rules never applies");
        }
        for (int i = 0; i < policy.rules().size(); i++) {
            rule(policy.rules().get(i), action, "spec.rules[" + i + "]");
        }
    }

    private void provider(AuthorizationPolicy policy, Action action) {
        boolean named =
                policy.provider() != null && !Findings.isBlank(policy.provider().name());
        if (action == Action.CUSTOM && !named) {
            findings.missing("spec.provider.name", "the name of an extension provider with action CUSTOM");
        } else if (action != Action.CUSTOM && policy.provider() != null) {
            findings.error("spec.provider", "a provider with action " + action + " (expected: action CUSTOM)");
        }
    }

    private void rule(Rule rule, Action action, String path) {
        boolean custom = action == Action.CUSTOM;
        findings.notEmpty(path + ".from", rule.from().isEmpty(), "source");
        findings.notEmpty(path + ".to", rule.to().isEmpty(), "operation");
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < rule.from().size(); i++) {
            Source source = rule.from().get(i).source();
            present(path + ".from[" + i + "].source", source);
            if (source != null) {
                sources.add(source);
                SourceRules.check(findings, path + ".from[" + i + "].source", source, custom);
            }
        }
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < rule.to().size(); i++) {
            Operation operation = rule.to().get(i).operation();
            present(path + ".to[" + i + "].operation", operation);
            if (operation != null) {
                operations.add(operation);
                OperationRules.check(findings, path + ".to[" + i + "].operation", operation);
            }
        }
        for (int i = 0; i < rule.when().size(); i++) {
            ConditionRules.check(
                    findings, path + ".when[" + i + "]", rule.when().get(i), custom);
        }
        if (action == Action.DENY && isHttpOnly(sources, operations)) {
            findings.warning(
                    path,
                    "has only HTTP attributes, on TCP ports it denies everything (expected: ports in every operation)");
        }
    }

    private void present(String path, @Nullable Record part) {
        if (part == null) {
            findings.missing(path, "at least one field");
        }
    }

    private static boolean isHttpOnly(List<Source> sources, List<Operation> operations) {
        if (!operations.isEmpty()) {
            return operations.stream().noneMatch(OperationRules::namesPorts);
        }
        return !sources.isEmpty() && sources.stream().noneMatch(SourceRules::isKnownOfTcp);
    }
}

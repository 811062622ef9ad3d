package dev.lateen.api.validation;

import dev.lateen.api.networking.ProxyConfig;

/// The rules of a ProxyConfig.
final class ProxyConfigValidator {

    private ProxyConfigValidator() {}

    static void validate(Findings findings, ProxyConfig config) {
        if (config.selector() != null) {
            WorkloadSelectors.check(
                    findings, "spec.selector.matchLabels", config.selector().matchLabels());
        }
        Numbers.notNegative(findings, "spec.concurrency", config.concurrency());
        config.environmentVariables().keySet().forEach(name -> {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                findings.bad("spec.environmentVariables." + name, name, "the name of a variable");
            }
        });
    }
}

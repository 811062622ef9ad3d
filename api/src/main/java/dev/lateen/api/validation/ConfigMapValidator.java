package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.ConfigMap;

/// The rules of a ConfigMap.
final class ConfigMapValidator {

    private ConfigMapValidator() {}

    static void validate(Findings findings, ConfigMap map) {
        DataKeys.check(findings, "data", map.data().keySet());
        DataKeys.check(findings, "binaryData", map.binaryData().keySet());
        for (String key : map.binaryData().keySet()) {
            if (map.data().containsKey(key)) {
                findings.bad("binaryData." + key, key, "each key once in data and binaryData");
            }
        }
    }
}

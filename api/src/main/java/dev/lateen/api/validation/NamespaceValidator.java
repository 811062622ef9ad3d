package dev.lateen.api.validation;

import dev.lateen.api.meta.ResourceKey;

/// A namespace is little more than its name.
final class NamespaceValidator {

    private NamespaceValidator() {}

    static void validate(Findings findings, ResourceKey key) {
        if (!Names.isLowerLabel(key.name())) {
            findings.bad("metadata.name", key.name(), "lower-case " + Names.LABEL);
        }
    }
}

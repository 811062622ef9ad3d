package dev.lateen.api.validation;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Metadata;
import dev.lateen.api.meta.Resource;

/// What every kind's metadata must keep to.
final class MetadataRules {

    /// Istio's own annotations between its parts.
    private static final String INTERNAL = "internal.istio.io/";

    private static final String DRY_RUN = "istio.io/dry-run";

    private MetadataRules() {}

    static void check(Findings findings, Resource<?> resource) {
        Metadata metadata = resource.metadata();
        Kind kind = resource.key().kind();
        if (kind == Kind.SERVICE) {
            if (!Names.isLowerLabel(metadata.name())) {
                findings.bad("metadata.name", metadata.name(), "lower-case " + Names.LABEL);
            }
        } else if (kind != Kind.NAMESPACE && !Names.isSubdomain(metadata.name())) {
            findings.bad(
                    "metadata.name",
                    metadata.name(),
                    "lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 253");
        }
        if (kind.namespaced() && !Names.isLowerLabel(metadata.namespace())) {
            findings.bad("metadata.namespace", metadata.namespace(), "lower-case " + Names.LABEL);
        }
        Labels.check(findings, "metadata.labels", metadata.labels());
        metadata.annotations().keySet().forEach(key -> annotation(findings, key, kind));
    }

    private static void annotation(Findings findings, String key, Kind kind) {
        String path = "metadata.annotations." + key;
        if (!Names.isQualified(key)) {
            findings.bad(path, key, "an annotation key: [prefix/]name, the name at most 63 characters");
        } else if (key.startsWith(INTERNAL)) {
            findings.bad(path, key, "no annotation of " + INTERNAL + ", they are reserved");
        } else if (key.equals(DRY_RUN) && !kind.group().isEmpty()) {
            findings.bad(path, key, "only on an AuthorizationPolicy");
        }
    }
}

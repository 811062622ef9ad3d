package dev.lateen.api.validation;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Metadata;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.security.AuthorizationPolicy;
import dev.lateen.api.security.AuthorizationPolicy.Action;
import java.util.Set;

/// What every kind's metadata must keep to.
final class MetadataRules {

    /// Istio's own annotations between its parts.
    private static final String INTERNAL = "internal.istio.io/";

    private static final String ISTIO = ".istio.io";
    private static final String DRY_RUN = "istio.io/dry-run";

    /// As Go reads booleans.
    private static final Set<String> BOOLEANS =
            Set.of("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False");

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
        metadata.annotations().keySet().forEach(key -> annotation(findings, key));
        String dryRun = metadata.annotations().get(DRY_RUN);
        if (dryRun != null && kind.group().endsWith(ISTIO)) {
            dryRun(findings, dryRun, resource.spec());
        }
    }

    private static void annotation(Findings findings, String key) {
        String path = "metadata.annotations." + key;
        if (!Names.isQualified(key)) {
            findings.bad(path, key, "an annotation key: [prefix/]name, the name at most 63 characters");
        } else if (key.startsWith(INTERNAL)) {
            findings.bad(path, key, "no annotation of " + INTERNAL + ", they are reserved");
        }
    }

    private static void dryRun(Findings findings, String value, Object spec) {
        String path = "metadata.annotations." + DRY_RUN;
        if (!(spec instanceof AuthorizationPolicy policy)) {
            findings.bad(path, DRY_RUN, "only on an AuthorizationPolicy");
        } else if (policy.action() == Action.CUSTOM || policy.action() == Action.AUDIT) {
            findings.bad(path, value, "only with action ALLOW or DENY, not " + policy.action());
        } else if (!BOOLEANS.contains(value)) {
            findings.bad(path, value, "\"true\" or \"false\"");
        }
    }
}

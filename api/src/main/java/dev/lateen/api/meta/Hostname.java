package dev.lateen.api.meta;

import java.util.Locale;

/// Istio's rules for host names: short names and wildcards. A wildcard is a `*` in front: `*`, `*.foo.com`,
/// `*-a.foo.com`.
public final class Hostname {

    /// What a short name gets behind its namespace.
    public static final String DOMAIN = "svc.cluster.local";

    private Hostname() {}

    /// A host without a dot is a service of the rule's own namespace; anything else stays as it is, so that
    /// `reviews.prod` is NOT expanded. Lower case in the result.
    public static String resolveShort(String host, String namespace) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.indexOf('.') >= 0 || lower.indexOf(':') >= 0 || lower.startsWith("*") || lower.isEmpty()) {
            return lower;
        }
        return fqdn(lower, namespace);
    }

    public static String fqdn(String service, String namespace) {
        return service + "." + namespace + "." + DOMAIN;
    }

    public static boolean isWildcard(String host) {
        return host.startsWith("*");
    }

    /// Whether some name is meant by both: equal names, a name under a wildcard, or a wildcard inside another one.
    public static boolean matches(String a, String b) {
        if (isWildcard(a)) {
            String suffix = a.substring(1);
            if (isWildcard(b)) {
                String other = b.substring(1);
                return suffix.endsWith(other) || other.endsWith(suffix);
            }
            return b.endsWith(suffix) && (suffix.isEmpty() || b.length() > suffix.length());
        }
        if (isWildcard(b)) {
            return matches(b, a);
        }
        return a.equals(b);
    }

    /// Whether every name that `narrow` means is also meant by `wide`.
    public static boolean subsetOf(String narrow, String wide) {
        if (!isWildcard(wide)) {
            return narrow.equals(wide);
        }
        String suffix = wide.substring(1);
        if (isWildcard(narrow)) {
            return narrow.substring(1).endsWith(suffix);
        }
        return narrow.endsWith(suffix) && (suffix.isEmpty() || narrow.length() > suffix.length());
    }
}

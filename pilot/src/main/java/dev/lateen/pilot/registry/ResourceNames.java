package dev.lateen.pilot.registry;

import dev.lateen.api.meta.ResourceKey;
import java.util.regex.Pattern;

/// Names as Kubernetes allows them: namespaces are RFC 1123 labels, names RFC 1123 subdomains. They become parts of
/// file names, so nothing else may reach the store.
public final class ResourceNames {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private ResourceNames() {}

    public static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && SUBDOMAIN.matcher(name).matches();
    }

    public static boolean isNamespace(String name) {
        return name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches();
    }

    static void check(ResourceKey key) {
        if (!isName(key.name()) || (key.kind().namespaced() && !isNamespace(key.namespace()))) {
            throw new IllegalArgumentException("name: \"%s/%s\" (expected: lower-case letters, digits, - and .)"
                    .formatted(key.namespace(), key.name()));
        }
    }
}

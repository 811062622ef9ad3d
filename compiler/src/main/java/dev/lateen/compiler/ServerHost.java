package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `[namespace/]name` of a server of a Gateway.
///
/// @param namespace where a VirtualService has to live to be served; null for anywhere
/// @param name lower case, perhaps a wildcard
record ServerHost(@Nullable String namespace, String name) {

    /// @param own the Gateway's namespace, which `.` stands for
    static ServerHost of(String declared, String own) {
        int slash = declared.indexOf('/');
        var prefix = slash < 0 ? "*" : declared.substring(0, slash);
        var namespace = switch (prefix) {
            case "*" -> null;
            case "." -> own;
            default -> prefix;
        };
        return new ServerHost(namespace, declared.substring(slash + 1).toLowerCase(Locale.ROOT));
    }

    /// The narrower of this name and a VirtualService's; null when they have nothing in common.
    @Nullable
    String narrower(String host, String hostNamespace) {
        if (namespace != null && !namespace.equals(hostNamespace)) {
            return null;
        }
        if (Hostname.subsetOf(host, name)) {
            return host;
        }
        return Hostname.subsetOf(name, host) ? name : null;
    }
}

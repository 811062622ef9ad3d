package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The names that TLS clients of one listener may ask for: each leads one way, the first that claims it.
final class ServerNames {

    private final ProxyView view;
    private final Set<String> taken = new TreeSet<>();

    ServerNames(ProxyView view) {
        this.view = view;
    }

    /// Takes names for chains that win over every rule.
    void reserve(Collection<String> names) {
        taken.addAll(names);
    }

    /// Those of the names that nobody has yet; the others are warned about.
    List<String> claim(Collection<String> names, Resource<VirtualService> owner, String path) {
        var free = names.stream().filter(name -> !taken.contains(name)).toList();
        if (free.size() < names.size()) {
            var lost = names.stream().filter(taken::contains).toList();
            view.warn(
                    owner,
                    path + ".sniHosts",
                    lost + " (expected: names that no earlier tls rule on the port has); the earlier rule has them");
        }
        taken.addAll(free);
        return free;
    }

    /// Chains know every name as no name.
    static List<String> ofChain(List<String> names) {
        return names.contains("*") ? List.of() : names;
    }
}

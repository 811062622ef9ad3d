package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar.IstioEgressListener;
import dev.lateen.api.networking.VirtualService;
import java.util.List;
import java.util.Locale;

/// One egress listener of a Sidecar resource: what its hosts import.
///
/// @param port whose services it is about; [#ANY_PORT] for those that no other listener has, [#NO_PORT] for a Unix
///     socket, which is not served
record EgressScope(int port, List<Host> hosts) {

    static final int ANY_PORT = 0;
    static final int NO_PORT = -1;
    static final EgressScope EVERYTHING = new EgressScope(ANY_PORT, List.of(Host.of("*/*", "")));
    static final EgressScope NOTHING = new EgressScope(ANY_PORT, List.of());

    EgressScope {
        hosts = List.copyOf(hosts);
    }

    /// @param own the proxy's namespace, which `.` stands for also where the Sidecar is the root namespace's
    static EgressScope of(IstioEgressListener listener, String own) {
        var hosts = listener.hosts().stream()
                .map(declared -> Host.of(declared, own))
                .toList();
        return new EgressScope(port(listener), hosts);
    }

    private static int port(IstioEgressListener listener) {
        var port = listener.port();
        if (port == null) {
            return ANY_PORT;
        }
        var number = port.number();
        return number == null || number == 0 ? NO_PORT : number;
    }

    /// `namespace/dnsName`.
    ///
    /// @param namespace `*` for any, empty for none
    /// @param excluded whether it takes out what others let in
    record Host(String namespace, String name, boolean excluded) {

        static Host of(String declared, String own) {
            int slash = declared.indexOf('/');
            var prefix = slash < 0 ? "*" : declared.substring(0, slash);
            boolean excluded = prefix.startsWith("~") && prefix.length() > 1;
            var namespace = switch (prefix) {
                case "." -> own;
                case "~" -> "";
                default -> excluded ? prefix.substring(1) : prefix;
            };
            return new Host(namespace, declared.substring(slash + 1).toLowerCase(Locale.ROOT), excluded);
        }

        private boolean isFor(String other) {
            return namespace.equals("*") || namespace.equals(other);
        }

        private boolean covers(String other, String host) {
            return isFor(other) && Hostname.subsetOf(host, name);
        }

        private boolean touches(String other, String host) {
            return isFor(other) && Hostname.matches(host, name);
        }
    }

    boolean imports(MeshService service) {
        return includes(service.namespace(), service.host())
                && hosts.stream()
                        .anyMatch(host -> !host.excluded() && host.covers(service.namespace(), service.host()));
    }

    /// Istio: a VirtualService is imported when one of its hosts and one of these have a name in common.
    boolean imports(Resource<VirtualService> virtualService) {
        var namespace = virtualService.key().namespace();
        return virtualService.spec().hosts().stream()
                .map(host -> Hostname.resolveShort(host, namespace))
                .filter(name -> includes(namespace, name))
                .anyMatch(name -> hosts.stream().anyMatch(host -> !host.excluded() && host.touches(namespace, name)));
    }

    private boolean includes(String namespace, String name) {
        return hosts.stream().noneMatch(host -> host.excluded() && host.covers(namespace, name));
    }
}

package dev.lateen.compiler;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the rules of a VirtualService are to be in force.
///
/// @param gateways `mesh`, or the Gateways (`namespace/name`) through which its host is served
/// @param ports what `match.port` may name: the service's port, or those of the servers behind one bound port
/// @param port where a destination without a port goes when its service has not just one
/// @param address that connections were made to, which `match.destinationSubnets` is about; null where it is not looked
///     at: for HTTP rules and, as in Istio, at gateways
record RouteScope(
        Set<String> gateways,
        Set<Integer> ports,
        int port,
        @Nullable String address) {

    static final String MESH = "mesh";

    RouteScope {
        gateways = Set.copyOf(gateways);
        ports = Set.copyOf(ports);
    }

    RouteScope(Set<String> gateways, Set<Integer> ports, int port) {
        this(gateways, ports, port, null);
    }

    static RouteScope mesh(int port) {
        return new RouteScope(Set.of(MESH), Set.of(port), port);
    }

    RouteScope at(String bound) {
        return new RouteScope(gateways, ports, port, bound);
    }
}

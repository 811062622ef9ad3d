package dev.lateen.compiler;

import java.util.Set;

/// Where the rules of a VirtualService are to be in force.
///
/// @param gateways `mesh`, or the Gateways (`namespace/name`) through which its host is served
/// @param ports what `match.port` may name: the service's port, or those of the servers behind one bound port
/// @param port where a destination without a port goes when its service has not just one
record RouteScope(Set<String> gateways, Set<Integer> ports, int port) {

    static final String MESH = "mesh";

    RouteScope {
        gateways = Set.copyOf(gateways);
        ports = Set.copyOf(ports);
    }

    static RouteScope mesh(int port) {
        return new RouteScope(Set.of(MESH), Set.of(port), port);
    }
}

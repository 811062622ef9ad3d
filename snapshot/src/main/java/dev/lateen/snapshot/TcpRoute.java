package dev.lateen.snapshot;

import java.util.List;

/// Where the bytes of a connection go that is not read as HTTP.
///
/// @param name as the access log shows it
/// @param destinations at least one; chosen once for each connection
public record TcpRoute(String name, List<Destination> destinations, Origin origin) {

    public TcpRoute {
        destinations = List.copyOf(destinations);
    }

    /// @param cluster name of a cluster; when the snapshot has no such cluster the connection is closed
    public record Destination(String cluster, int weight) {}
}

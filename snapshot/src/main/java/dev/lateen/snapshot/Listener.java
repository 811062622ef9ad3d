package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bound address and the route configurations behind it.
///
/// @param name unique in a snapshot, for instance `0.0.0.0_8080`
/// @param bind address to bind; null means the proxy's own default (loopback unless configured otherwise)
/// @param port port to bind; the compiler has already translated 80 to 8080 and the like
/// @param routeConfigs names of [RouteConfig]s: exactly one for GATEWAY and INBOUND; for OUTBOUND one per service port
///     and one for any other port, or a single one; none where there are chains
/// @param chains what a connection gets by its SNI, for a port with TLS or without HTTP; empty for plain HTTP
/// @param origins the resources that asked for it
public record Listener(
        String name,
        @Nullable String bind,
        int port,
        Kind kind,
        List<String> routeConfigs,
        List<FilterChain> chains,
        List<Origin> origins) {

    public enum Kind {
        /// The edge: requests come from outside the mesh.
        GATEWAY,
        /// In front of the workload's own application.
        INBOUND,
        /// The application's explicit HTTP proxy (`http_proxy=`): of several route configurations one is chosen by the
        /// port of the request's authority (80 when it has none). Or an address beside it for one port.
        OUTBOUND
    }

    public Listener {
        routeConfigs = List.copyOf(routeConfigs);
        chains = List.copyOf(chains);
        origins = List.copyOf(origins);
    }

    /// One for plain HTTP.
    public Listener(
            String name, @Nullable String bind, int port, Kind kind, List<String> routeConfigs, List<Origin> origins) {
        this(name, bind, port, kind, routeConfigs, List.of(), origins);
    }
}

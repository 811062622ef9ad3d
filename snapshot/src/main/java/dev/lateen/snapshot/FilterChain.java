package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a connection gets, chosen by the name that its TLS client asks for (SNI) before a byte is answered.
/// Exactly one of `routeConfig` and `tcp` is there.
///
/// @param name unique in its [Listener]
/// @param serverNames exact names or `*.suffix`, lower case; empty for every connection that no other chain wants, one
///     without TLS or SNI included. The most specific name wins, as with virtual hosts
/// @param tls how to terminate TLS; null leaves the bytes as they are
/// @param routeConfig name of a [RouteConfig]: the connection speaks HTTP
/// @param tcp where the bytes go: no HTTP is seen
/// @param origins the resources that asked for it
public record FilterChain(
        String name,
        List<String> serverNames,
        @Nullable DownstreamTls tls,
        @Nullable String routeConfig,
        @Nullable TcpRoute tcp,
        List<Origin> origins) {

    public FilterChain {
        serverNames = List.copyOf(serverNames);
        origins = List.copyOf(origins);
    }
}

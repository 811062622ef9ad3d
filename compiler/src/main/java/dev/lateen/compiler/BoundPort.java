package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.Gateway.Server;
import dev.lateen.snapshot.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The HTTP servers of all Gateways that share one bound port, oldest Gateway first. The first server decides which
/// protocol and address the port has.
final class BoundPort {

    private final int port;
    private final List<ServerRef> servers = new ArrayList<>();

    BoundPort(int port, ServerRef first) {
        this.port = port;
        servers.add(first);
    }

    /// @param number the server's own port, before translation
    record ServerRef(Resource<Gateway> gateway, int index, Server server, int number) {

        String path() {
            return "spec.servers[" + index + "]";
        }

        boolean isHttp() {
            var port = server.port();
            return Protocol.of(port == null ? null : port.protocol()).isHttp();
        }

        String protocol() {
            var port = server.port();
            var protocol = port == null ? null : port.protocol();
            return protocol == null ? "TCP" : protocol;
        }

        @Nullable
        String bind() {
            var bind = server.bind();
            return bind == null || bind.isEmpty() ? null : bind;
        }

        /// `namespace/name`, as VirtualServices name the Gateway.
        String gatewayName() {
            return gateway.key().namespace() + "/" + gateway.key().name();
        }

        boolean redirectsToHttps() {
            var tls = server.tls();
            return tls != null && Boolean.TRUE.equals(tls.httpsRedirect());
        }

        Origin origin() {
            return Origins.of(gateway, path());
        }
    }

    int port() {
        return port;
    }

    ServerRef first() {
        return servers.getFirst();
    }

    List<ServerRef> servers() {
        return servers;
    }

    boolean isHttp() {
        return first().isHttp();
    }

    void add(ServerRef server) {
        servers.add(server);
    }

    /// Why a further server cannot share the port; null when it can.
    @Nullable
    String conflict(ServerRef other) {
        if (isHttp() != other.isHttp()) {
            return other.protocol() + " on port " + other.number() + " (expected: " + first().protocol() + " as in "
                    + owner() + ", which has bound port " + port + " already); the server is refused";
        }
        var bind = first().bind();
        if (bind == null ? other.bind() != null : !bind.equals(other.bind())) {
            return text(other.bind()) + " (expected: " + text(bind) + " as in " + owner() + ", which has bound port "
                    + port + " already); the server is refused";
        }
        return null;
    }

    private String owner() {
        return first().path() + " of " + Origins.text(first().gateway(), first().path());
    }

    private static String text(@Nullable String bind) {
        return bind == null ? "no bind" : "bind \"" + bind + "\"";
    }

    /// `0.0.0.0_8080`, as Istio names it.
    String listenerName() {
        var bind = first().bind();
        return (bind == null ? "0.0.0.0" : bind) + "_" + port;
    }

    String routeConfigName() {
        return "http." + port;
    }

    List<Origin> origins() {
        Set<Origin> origins = new LinkedHashSet<>();
        servers.forEach(server -> origins.add(server.origin()));
        return List.copyOf(origins);
    }
}

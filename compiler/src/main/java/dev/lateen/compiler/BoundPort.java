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

/// The servers of all Gateways that share one bound port and address, oldest Gateway first. Here alone is decided which
/// servers can: those of HTTP all together; those of TLS as long as their hosts tell them apart; those of any other
/// protocol never. The older one stays, the younger one is refused.
final class BoundPort {

    private final int port;
    private final List<ServerRef> servers = new ArrayList<>();

    BoundPort(int port, ServerRef first) {
        this.port = port;
        servers.add(first);
    }

    /// What the first bytes of a connection are.
    enum Kind {
        /// A request that can be read: HTTP, HTTP2, GRPC.
        HTTP,
        /// A greeting with a server name in it, whether TLS ends here or passes.
        TLS,
        /// Anything.
        TCP
    }

    /// @param number the server's own port, before translation
    record ServerRef(Resource<Gateway> gateway, int index, Server server, int number) {

        String path() {
            return "spec.servers[" + index + "]";
        }

        Kind kind() {
            if (Protocol.of(protocol()).isHttp()) {
                return Kind.HTTP;
            }
            return server.tls() == null ? Kind.TCP : Kind.TLS;
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

        List<ServerHost> hosts() {
            var namespace = gateway.key().namespace();
            return server.hosts().stream()
                    .map(host -> ServerHost.of(host, namespace))
                    .toList();
        }

        /// `namespace/name`, as VirtualServices name the Gateway.
        String gatewayName() {
            return gateway.key().namespace() + "/" + gateway.key().name();
        }

        /// On a server that is HTTPS already it means nothing, as in Istio.
        boolean redirectsToHttps() {
            var tls = server.tls();
            return kind() == Kind.HTTP && tls != null && Boolean.TRUE.equals(tls.httpsRedirect());
        }

        /// `https.443.web.gateway.default`, as Istio names what is behind a server that ends TLS.
        String routeConfigName() {
            var port = server.port();
            var key = gateway.key();
            return "https." + number + "." + (port == null ? "" : port.name()) + "." + key.name() + "."
                    + key.namespace();
        }

        Origin origin() {
            return Origins.of(gateway, path());
        }

        /// `spec.servers[0] "web" of Gateway default/gw (gw.yaml:7)`
        String text() {
            var name = server.name();
            var quoted = name == null || name.isEmpty() ? "" : " \"" + name + "\"";
            return path() + quoted + " of " + Origins.text(gateway, path());
        }
    }

    /// Why a server is refused.
    ///
    /// @param field of the server, what is to be changed
    record Conflict(String field, String message) {}

    int port() {
        return port;
    }

    Kind kind() {
        return first().kind();
    }

    ServerRef first() {
        return servers.getFirst();
    }

    List<ServerRef> servers() {
        return servers;
    }

    void add(ServerRef server) {
        servers.add(server);
    }

    /// Whether both cannot be bound by themselves. Without `bind` a server is at the proxy's own address, which may be
    /// all of them.
    boolean overlaps(ServerRef other) {
        return Binds.overlap(first().bind(), other.bind());
    }

    /// Why a further server cannot share what it overlaps with; null when it can.
    @Nullable
    Conflict conflict(ServerRef other) {
        if (!Binds.same(first().bind(), other.bind())) {
            return refused(other, "bind", Binds.text(other.bind()), Binds.text(first().bind()), first());
        }
        if (kind() != other.kind()) {
            return refused(other, "port", other.protocol(), first().protocol(), first());
        }
        return switch (kind()) {
            case HTTP -> null;
            case TCP -> refused(other, "port", other.protocol(), "a port that no other server has", first());
            case TLS -> repeatedHost(other);
        };
    }

    /// Servers with one host could not be told apart by the name that a client asks for.
    private @Nullable Conflict repeatedHost(ServerRef other) {
        for (var server : servers) {
            var known = server.hosts().stream().map(ServerHost::name).toList();
            for (var host : other.hosts()) {
                if (known.contains(host.name())) {
                    var expected = "hosts that no other TLS server on the port has";
                    return refused(other, "hosts", "\"" + host.name() + "\"", expected, server);
                }
            }
        }
        return null;
    }

    private Conflict refused(ServerRef other, String field, String value, String expected, ServerRef owner) {
        return new Conflict(
                field,
                value + " on port " + other.number() + " conflicts with " + owner.text() + ", which has bound port "
                        + port + " already (expected: " + expected + "); the server is refused (IST0145)");
    }

    /// `0.0.0.0_8080`, as Istio names it.
    String listenerName() {
        var bind = first().bind();
        return (bind == null ? "0.0.0.0" : bind) + "_" + port;
    }

    /// `http.8080`, and `http.8080.10.0.0.1` where the address is a server's own.
    String routeConfigName() {
        var bind = first().bind();
        return "http." + port + (bind == null ? "" : "." + bind);
    }

    List<Origin> origins() {
        Set<Origin> origins = new LinkedHashSet<>();
        servers.forEach(server -> origins.add(server.origin()));
        return List.copyOf(origins);
    }
}

package dev.lateen.compiler;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is spoken on a port, as far as routing needs it.
enum Protocol {
    /// Said to be HTTP, or nothing said (Istio would sniff).
    HTTP,
    /// HTTP/2 or gRPC.
    HTTP2,
    /// Not routed by HTTP rules.
    OTHER;

    private static final Set<String> HTTP_NAMES = Set.of("http", "kubernetes.io/ws", "http_proxy", "http-proxy");
    private static final Set<String> HTTP2_NAMES = Set.of("http2", "grpc", "grpc-web", "grpc_web", "kubernetes.io/h2c");
    private static final Set<String> OTHER_NAMES =
            Set.of("https", "tcp", "tls", "udp", "mongo", "redis", "mysql", "kubernetes.io/wss");

    /// Of a server of a Gateway or a port of a ServiceEntry, whose default is TCP.
    static Protocol of(@Nullable String name) {
        var lower = name == null ? "tcp" : name.toLowerCase(Locale.ROOT);
        if (HTTP_NAMES.contains(lower)) {
            return HTTP;
        }
        return HTTP2_NAMES.contains(lower) ? HTTP2 : OTHER;
    }

    /// Of a port of a Service: `appProtocol`, else the part of the name before `-`, else by sniffing.
    static Protocol ofServicePort(@Nullable String transport, @Nullable String appProtocol, @Nullable String name) {
        if (transport != null && !transport.equalsIgnoreCase("tcp")) {
            return OTHER;
        }
        if (appProtocol != null && isKnown(appProtocol)) {
            return of(appProtocol);
        }
        var lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        if (lower.equals("grpc-web") || lower.startsWith("grpc-web-")) {
            return HTTP2;
        }
        int dash = lower.indexOf('-');
        var prefix = dash < 0 ? lower : lower.substring(0, dash);
        return isKnown(prefix) ? of(prefix) : HTTP;
    }

    private static boolean isKnown(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return HTTP_NAMES.contains(lower) || HTTP2_NAMES.contains(lower) || OTHER_NAMES.contains(lower);
    }

    boolean isHttp() {
        return this != OTHER;
    }
}

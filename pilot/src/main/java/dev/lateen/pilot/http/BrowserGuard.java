package dev.lateen.pilot.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps web pages that a user happens to visit away from ports on loopback: a page on another site sends an `Origin`,
/// and a name that was rebound to 127.0.0.1 shows in `Host`. Programs send neither.
public final class BrowserGuard {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*]?");

    private final boolean onLoopback;

    public BrowserGuard(String bindAddress) {
        this.onLoopback = isLoopback(bindAddress);
    }

    /// Why the request is refused; null if it is not.
    public @Nullable String objection(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            return "Origin: %s (expected: none, this is not for browsers)".formatted(origin);
        }
        HostAndPort authority = request.authority();
        String host = authority == null ? "" : authority.host();
        if (onLoopback
                && !host.equalsIgnoreCase("localhost")
                && !ADDRESS.matcher(host).matches()) {
            return "Host: %s (expected: localhost or an address, since this port is on loopback)".formatted(host);
        }
        return null;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

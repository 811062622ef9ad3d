package dev.lateen.pilot.push;

import dev.lateen.compiler.PushChannel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// The secret by which proxies of this machine prove that they run for the same user as pilot does. Together with
/// loopback it stands in for TLS with certificates: what it opens never crosses a wire.
public final class ProxyToken {

    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    public ProxyToken(String secret) {
        this.secret = bytes(secret);
    }

    /// Empty for a token that is not ours. A proxy from elsewhere gets no secret, whatever it shows: the stream is not
    /// encrypted.
    Optional<PushChannel> channel(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null) {
            return Optional.of(PushChannel.OPEN);
        }
        boolean known = given.startsWith(SCHEME)
                && MessageDigest.isEqual(bytes(given.substring(SCHEME.length()).strip()), secret);
        if (!known) {
            return Optional.empty();
        }
        return Optional.of(isLocal(request) ? PushChannel.AUTHENTICATED : PushChannel.OPEN);
    }

    private static boolean isLocal(HttpServerRequest request) {
        try {
            return InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.lateen.cli.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Short questions to ports of loopback.
public final class HttpProbe {

    private static final int TIMEOUT_MILLIS = 2_000;

    private HttpProbe() {}

    /// @param version value of `x-httpbin-version`, if the answer has one
    public record Answer(int status, String body, @Nullable String version) {}

    /// Empty when there is no HTTP answer.
    public static Optional<Answer> get(int port, String path, Map<String, String> headers) {
        return get(URI.create("http://127.0.0.1:" + port + path), Proxy.NO_PROXY, headers);
    }

    /// The same of any host, by way of an HTTP proxy on a port of loopback.
    public static Optional<Answer> through(int proxy, URI uri) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy);
        return get(uri, new Proxy(Proxy.Type.HTTP, address), Map.of());
    }

    private static Optional<Answer> get(URI uri, Proxy proxy, Map<String, String> headers) {
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection(proxy);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            headers.forEach(connection::setRequestProperty);
            int status = connection.getResponseCode();
            try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                var body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return Optional.of(new Answer(status, body, connection.getHeaderField("x-httpbin-version")));
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Why it is not well; empty when it answers with a status below 400.
    public static Optional<String> http(int port, String path) {
        return get(port, path, Map.of())
                .map(answer -> answer.status() < 400
                        ? Optional.<String>empty()
                        : Optional.of("GET " + path + " on 127.0.0.1:" + port + " answers " + answer.status()))
                .orElseGet(() -> Optional.of("GET " + path + " on 127.0.0.1:" + port + " is not answered"));
    }

    /// Why it is not well; empty when the port takes a connection.
    public static Optional<String> tcp(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("127.0.0.1:" + port + " takes no connection: " + e.getMessage());
        }
    }
}

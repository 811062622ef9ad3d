package dev.lateen.proxy.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where pilot is, and how this proxy proves who it is.
///
/// @param uri for instance `http://127.0.0.1:15010`
/// @param tokenFile read anew for every stream; null for none, and so no secrets
public record PilotAddress(URI uri, @Nullable Path tokenFile) {

    private static final Logger LOGGER = Logger.getLogger(PilotAddress.class);

    public PilotAddress {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("pilot: " + uri + " (expected: http://host:port)");
        }
    }

    /// A path of pilot's, below that of its address.
    String path(String path) {
        var prefix = uri.getRawPath() == null ? "" : uri.getRawPath();
        return (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path;
    }

    /// A line of a request's head; empty without a token.
    String authorization() {
        if (tokenFile == null) {
            return "";
        }
        try {
            var token = Files.readString(tokenFile, StandardCharsets.US_ASCII).strip();
            return token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        } catch (IOException e) {
            LOGGER.warnf("token cannot be read, pilot sends no secrets file=%s reason=%s", tokenFile, e.getClass());
            return "";
        }
    }
}

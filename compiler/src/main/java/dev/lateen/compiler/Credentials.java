package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.snapshot.SecretName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Secrets of the mesh, read as Istio reads them: `tls.crt`, `tls.key`, `ca.crt` and `ca.crl`, or `cert`, `key` and
/// `cacert`. The authorities of `name` are in a Secret of their own, `name-cacert`, or in `name` itself.
final class Credentials {

    private static final String AUTHORITY_SUFFIX = "-cacert";

    private final Map<String, Map<String, Resource<Secret>>> byName = new HashMap<>();

    private Credentials() {}

    /// An entry of a Secret.
    ///
    /// @param path where it stands
    record Piece(String path, String text) {
        /// Without the text.
        @Override
        public String toString() {
            return path;
        }
    }

    /// What became of a search.
    sealed interface Search {}

    /// @param resource that it is read from
    record Found(ResourceKey resource, dev.lateen.snapshot.push.Secret secret) implements Search {}

    /// @param reason with the value, what was expected, and what follows
    record Missing(String reason) implements Search {}

    static Credentials of(List<Resource<Secret>> secrets) {
        var credentials = new Credentials();
        for (var secret : secrets) {
            credentials
                    .byName
                    .computeIfAbsent(secret.key().name(), _ -> new HashMap<>())
                    .put(secret.key().namespace(), secret);
        }
        return credentials;
    }

    Search find(SecretName.Kubernetes name) {
        boolean authority = name.name().endsWith(AUTHORITY_SUFFIX);
        var resource = resource(name.namespace(), name.name());
        if (resource == null && authority) {
            var plain = name.name().substring(0, name.name().length() - AUTHORITY_SUFFIX.length());
            resource = resource(name.namespace(), plain);
        }
        if (resource == null) {
            return missing(name);
        }
        var spec = resource.spec();
        var found = new dev.lateen.snapshot.push.Secret(
                name.toString(),
                authority ? null : text(certificates(spec)),
                authority ? null : text(key(spec)),
                text(authorities(spec)),
                text(revoked(spec)));
        boolean pair = found.certificates() != null && found.key() != null;
        if (authority ? found.authorities() == null : !pair && found.authorities() == null) {
            var expected = authority ? "ca.crt or cacert" : "tls.crt and tls.key, or cert and key";
            return new Missing(resource.key() + " has no " + expected + "; handshakes that need it fail (IST0161)");
        }
        return new Found(resource.key(), found);
    }

    private Missing missing(SecretName.Kubernetes name) {
        var elsewhere = byName.getOrDefault(name.name(), Map.of()).keySet();
        return new Missing("Referenced credentialName not found: \"" + name.name()
                + "\" (expected: a Secret in namespace " + name.namespace() + ", where the gateway runs"
                + (elsewhere.isEmpty()
                        ? ""
                        : "; that of "
                                + String.join(", ", elsewhere.stream().sorted().toList()) + " does not count")
                + "); handshakes that need it fail (IST0101)");
    }

    private @Nullable Resource<Secret> resource(String namespace, String name) {
        return byName.getOrDefault(name, Map.of()).get(namespace);
    }

    static @Nullable Piece certificates(Secret secret) {
        return first(secret, "tls.crt", "cert");
    }

    static @Nullable Piece key(Secret secret) {
        return first(secret, "tls.key", "key");
    }

    static @Nullable Piece authorities(Secret secret) {
        return first(secret, "ca.crt", "cacert");
    }

    static @Nullable Piece revoked(Secret secret) {
        return first(secret, "ca.crl", "crl");
    }

    private static @Nullable Piece first(Secret secret, String... keys) {
        for (var key : keys) {
            var bytes = secret.bytes(key);
            if (bytes.isPresent() && bytes.get().length > 0) {
                var path = (secret.stringData().containsKey(key) ? "stringData." : "data.") + key;
                return new Piece(path, new String(bytes.get(), StandardCharsets.ISO_8859_1));
            }
        }
        return null;
    }

    private static @Nullable String text(@Nullable Piece piece) {
        return piece == null ? null : piece.text();
    }
}

package dev.lateen.proxy.tls;

import dev.lateen.snapshot.SecretName;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.snapshot.secret.Identity;
import dev.lateen.snapshot.secret.InvalidSecret;
import dev.lateen.snapshot.secret.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The secrets of a proxy by name, in memory and nowhere else: those that pilot sent, and those in files. What is
/// broken,
/// expired or does not fit is refused, and the last good content stays. Not thread-safe.
final class SecretStore {

    private static final int LARGEST_FILE = 1 << 20;

    private final Map<String, Entry> entries = new TreeMap<>();
    private @Nullable X509TrustManager system;

    /// @param source what was tried last
    /// @param good what is in force
    /// @param problem why it is not what was tried last
    private record Entry(
            Secret source, @Nullable Content good, @Nullable String problem) {}

    private record Content(
            @Nullable Identity identity, @Nullable Trust trust) {

        X509Certificate shown() {
            if (identity != null) {
                return identity.certificate();
            }
            if (trust == null) {
                throw new IllegalStateException("a secret with nothing in it");
            }
            return trust.authorities().getFirst();
        }
    }

    /// Returns whether its content is another one now, so that contexts with it are to be rebuilt.
    boolean put(Secret secret) {
        var before = entries.get(secret.name());
        if (before != null && before.source.equals(secret)) {
            return false;
        }
        try {
            entries.put(secret.name(), new Entry(secret, read(secret), null));
            return true;
        } catch (InvalidSecret e) {
            var good = before == null ? null : before.good;
            entries.put(secret.name(), new Entry(secret, good, e.getMessage()));
            return good == null; // there is a reason to tell now
        }
    }

    /// Reads the files of those names that are files; returns the names whose content is another one now.
    List<String> readFiles(Set<String> names) {
        var changed = new ArrayList<String>();
        for (var name : names) {
            var secret = switch (parse(name)) {
                case SecretName.CertificateFiles(var certificates, var key) ->
                    new Secret(name, text(certificates), text(key), null, null);
                case SecretName.AuthorityFiles(var authorities, var revoked) ->
                    new Secret(name, null, null, text(authorities), revoked == null ? null : text(revoked));
                case SecretName.Kubernetes _ -> null;
                case null -> null;
            };
            if (secret != null && put(secret)) {
                changed.add(name);
            }
        }
        return changed;
    }

    /// Forgets the others.
    void retain(Set<String> names) {
        entries.keySet().retainAll(names);
    }

    /// Why the last content of a secret was refused; null when it was not.
    @Nullable
    String problem(String name) {
        var entry = entries.get(name);
        return entry == null ? null : entry.problem;
    }

    Identity identity(String name) throws InvalidSecret {
        var identity = content(name).identity;
        if (identity == null) {
            throw new InvalidSecret("secret " + name + " has no certificate with a key");
        }
        return identity;
    }

    Trust trust(String name) throws InvalidSecret {
        var trust = content(name).trust;
        if (trust == null) {
            throw new InvalidSecret("secret " + name + " has no authorities");
        }
        return trust;
    }

    /// Read once.
    X509TrustManager system() throws InvalidSecret {
        if (system == null) {
            system = Trust.system();
        }
        return system;
    }

    List<SecretStatus> statuses() {
        return entries.entrySet().stream()
                .map(entry -> status(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static SecretStatus status(String name, Entry entry) {
        var good = entry.good;
        var problem = entry.problem == null ? "" : entry.problem;
        if (good == null) {
            var type = entry.source.authorities() == null ? "Cert Chain" : "CA";
            return new SecretStatus(name, type, "", null, problem);
        }
        var shown = good.shown();
        return new SecretStatus(
                name,
                good.identity == null ? "CA" : "Cert Chain",
                shown.getSerialNumber().toString(16),
                Validity.of(shown),
                problem);
    }

    private Content content(String name) throws InvalidSecret {
        var entry = entries.get(name);
        if (entry == null) {
            throw new InvalidSecret("secret " + name + " is not there");
        }
        if (entry.good == null) {
            throw new InvalidSecret("secret " + name + ": " + entry.problem);
        }
        return entry.good;
    }

    private static Content read(Secret secret) throws InvalidSecret {
        Identity identity = null;
        if (secret.certificates() != null && secret.key() != null) {
            identity = Identity.of(secret.certificates(), secret.key());
            refuseUnlessValid(identity.certificate());
        }
        var trust = secret.authorities() == null ? null : Trust.of(secret.authorities(), secret.revoked());
        if (identity == null && trust == null) {
            throw new InvalidSecret("nothing to read (expected: a certificate with its key, or authorities)");
        }
        return new Content(identity, trust);
    }

    private static void refuseUnlessValid(X509Certificate certificate) throws InvalidSecret {
        var problem = Validity.of(certificate).problem(Instant.now());
        if (!problem.isEmpty()) {
            throw new InvalidSecret(problem);
        }
    }

    private static @Nullable SecretName parse(String name) {
        try {
            return SecretName.parse(name);
        } catch (IllegalArgumentException e) {
            return null; // no such secret: its context says so
        }
    }

    /// Null for a file that cannot be read.
    private static @Nullable String text(String file) {
        try {
            var path = Path.of(file);
            return Files.size(path) > LARGEST_FILE ? null : Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}

package dev.lateen.pilot.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/// Tells two sets of resources apart, whatever order they come in.
final class Fingerprint {

    private Fingerprint() {}

    /// Empty for nothing.
    static String of(Collection<Entry> entries) {
        if (entries.isEmpty()) {
            return "";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            entries.stream()
                    .map(entry -> entry.key() + " " + entry.resource().document())
                    .sorted()
                    .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

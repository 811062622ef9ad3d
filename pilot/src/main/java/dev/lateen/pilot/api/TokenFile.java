package dev.lateen.pilot.api;

import dev.lateen.pilot.registry.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The secret that the local resource API asks for: a file that only its owner can read. It survives restarts, so that
/// a kubeconfig stays good. Never logged.
public final class TokenFile {

    private static final int BYTES = 32;

    private TokenFile() {}

    /// Reads the file, or makes it; either way it is readable by its owner only afterwards.
    public static String open(Path file) throws IOException {
        if (Files.exists(file)) {
            String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!token.isEmpty()) {
                restrict(file);
                return token;
            }
        }
        return write(file, random());
    }

    /// Makes the file hold a token that was given.
    public static String write(Path file, String token) throws IOException {
        byte[] content = (token + "\n").getBytes(StandardCharsets.US_ASCII);
        AtomicFile.writeForOwner(file, content);
        return token;
    }

    private static void restrict(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && !Files.getPosixFilePermissions(file).equals(AtomicFile.OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, AtomicFile.OWNER_ONLY);
        }
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

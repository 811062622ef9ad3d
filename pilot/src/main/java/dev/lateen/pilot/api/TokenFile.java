package dev.lateen.pilot.api;

import dev.lateen.pilot.registry.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/// The secret that the local resource API asks for: a file that only its owner can read. It survives restarts, so that
/// a kubeconfig stays good. Never logged.
public final class TokenFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
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
        if (isPosix(file)) {
            AtomicFile.write(file, content, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            AtomicFile.write(file, content);
        }
        return token;
    }

    private static void restrict(Path file) throws IOException {
        if (isPosix(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

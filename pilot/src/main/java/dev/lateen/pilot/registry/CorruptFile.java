package dev.lateen.pilot.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// State files that do not read are kept for the user to look at, under a name that nothing reads.
final class CorruptFile {

    private static final Logger LOGGER = Logger.getLogger(CorruptFile.class);

    private CorruptFile() {}

    static Path putAside(Path file, @Nullable String reason) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        String inOneLine = String.valueOf(reason).replaceAll("\\s+", " ");
        LOGGER.warnf("event=state_file_put_aside file=%s aside=%s reason=\"%s\"", file, aside.getFileName(), inOneLine);
        return aside;
    }
}

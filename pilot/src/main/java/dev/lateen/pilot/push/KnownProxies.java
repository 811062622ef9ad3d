package dev.lateen.pilot.push;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/// Which proxies were connected when pilot last ended. For a moment after the start they are waited for like those
/// that are connected, so that nobody is told "1/1 proxies" while two are on their way back.
///
/// A file that is lost costs only that, so it is not forced to the disk. Confined to the push loop.
public final class KnownProxies {

    /// A little more than the longest pause between two attempts of a proxy.
    static final Duration GRACE = Duration.ofSeconds(6);

    private static final Logger LOGGER = Logger.getLogger(KnownProxies.class);

    private final Path file;
    private final Set<String> expected = new TreeSet<>();
    private final long start = System.nanoTime();
    private Set<String> remembered = Set.of();
    private boolean frozen;

    /// @param file ids, one a line
    public KnownProxies(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                expected.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOGGER.debugf("event=known_proxies_unreadable reason=\"%s\"", e);
        }
        remembered = Set.copyOf(expected);
    }

    /// Whom to wait for although they are not connected.
    Set<String> missing() {
        if (System.nanoTime() - start > GRACE.toNanos()) {
            expected.clear();
        }
        return expected;
    }

    void connected(String proxy) {
        expected.remove(proxy);
    }

    /// Those that are connected now, and those that are still expected.
    void remember(Set<String> connected) {
        Set<String> all = new TreeSet<>(connected);
        all.addAll(missing());
        if (frozen || all.equals(remembered)) {
            return;
        }
        try {
            Files.createDirectories(file.resolveSibling("."));
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(temporary, all, StandardCharsets.UTF_8);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            remembered = all;
        } catch (IOException e) {
            LOGGER.debugf("event=known_proxies_not_saved reason=\"%s\"", e);
        }
    }

    /// Who leaves from here on leaves because pilot does.
    void freeze() {
        frozen = true;
    }
}

package dev.lateen.pilot.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Wakes the directory source when something happens below its root; says never what. Where the system offers no
/// notifications (or no more of them), it only waits, and rescans find the changes.
final class DirectoryWatch implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(DirectoryWatch.class);
    private static final Duration GATHER = Duration.ofMillis(5);
    private static final int MOST_GATHERED = 10;

    private final @Nullable WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();

    private DirectoryWatch(@Nullable WatchService service) {
        this.service = service;
    }

    static DirectoryWatch open() {
        try {
            return new DirectoryWatch(FileSystems.getDefault().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.infof("event=watch_unavailable fallback=rescan reason=\"%s\"", e.getMessage());
            return new DirectoryWatch(null);
        }
    }

    /// Watches exactly these directories from now on.
    void cover(Collection<Path> directories) {
        if (service == null) {
            return;
        }
        keys.entrySet().removeIf(entry -> {
            boolean gone =
                    !directories.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        for (Path directory : directories) {
            if (!keys.containsKey(directory)) {
                register(service, directory);
            }
        }
    }

    private void register(WatchService open, Path directory) {
        try {
            keys.put(
                    directory,
                    directory.register(
                            open,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException | ClosedWatchServiceException e) {
            LOGGER.debugf("event=watch_failed directory=%s fallback=rescan reason=\"%s\"", directory, e.getMessage());
        }
    }

    /// Returns after a notification (and the few that follow at once), or when the time is over.
    void await(Duration atMost) {
        try {
            if (service == null) {
                TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
                return;
            }
            WatchKey key = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            for (int gathered = 0; key != null && gathered < MOST_GATHERED; gathered++) {
                key.pollEvents();
                key.reset();
                key = service.poll(GATHER.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOGGER.debug("event=watch_closed");
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOGGER.debugf("event=watch_close_failed reason=\"%s\"", e.getMessage());
            }
        }
    }
}

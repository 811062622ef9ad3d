package dev.lateen.proxy.config;

import dev.lateen.snapshot.push.SnapshotEvent;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Has the snapshot in force on disk soon: a thread of its own writes it, and of those that follow each other closely
/// the last. So neither the next event waits for the disk, nor do the requests that this one was for share the
/// processors with it. Any thread.
final class SnapshotKeeper implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(SnapshotKeeper.class);
    private static final long SOON_MILLIS = 100;
    private static final long REST_MILLIS = 1_000; // between two writes, however fast snapshots follow each other
    private static final long CLOSE_SECONDS = 5;

    private final LastGoodSnapshot file;
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("config-keep").factory(),
            new ThreadPoolExecutor.DiscardPolicy()); // what comes after the end
    private @Nullable Pending pending;
    private long writtenAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);

    private record Pending(SnapshotEvent event, boolean verified) {}

    SnapshotKeeper(LastGoodSnapshot file) {
        this.file = file;
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Before the first one is to be kept.
    Optional<SnapshotEvent> read() {
        return file.read();
    }

    /// @param verified whether the content is known to have the id it claims
    synchronized void keep(SnapshotEvent event, boolean verified) {
        if (writer.isShutdown()) {
            return;
        }
        if (pending == null) {
            long rested = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - writtenAt);
            var _ = writer.schedule(this::write, Math.max(SOON_MILLIS, REST_MILLIS - rested), TimeUnit.MILLISECONDS);
        }
        pending = new Pending(event, verified);
    }

    /// Writes what is not there yet.
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                write();
            } else {
                LOGGER.warnf("last good snapshot is not written after %d s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        var latest = take();
        if (latest == null) {
            return;
        }
        try {
            file.write(latest.event, latest.verified);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOGGER.error("last good snapshot cannot be written", e); // the proxy goes on, and ends as it should
        }
        written();
    }

    private synchronized void written() {
        writtenAt = System.nanoTime();
    }

    private synchronized @Nullable Pending take() {
        var latest = pending;
        pending = null;
        return latest;
    }
}

package dev.lateen.pilot;

import dev.lateen.pilot.http.PilotStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps two pilots from writing to one home. The operating system releases it when the process ends.
final class HomeLock implements AutoCloseable {

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    static HomeLock take(Path home) throws IOException, PilotStartException {
        Path file = home.resolve("run").resolve("pilot.lock");
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new HomeLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Taken by another pilot of this process: the same to the user.
        }
        channel.close();
        throw new PilotStartException(
                "lateen.pilot.home: %s is in use by another pilot (expected: a home of its own)".formatted(home));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/// One supervisor for each home; the system lets go of the lock when the process ends, however it does.
final class HomeLock implements AutoCloseable {

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    static HomeLock take(Home home) throws IOException {
        Files.createDirectories(home.directory());
        var channel = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new HomeLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // By another thread of this process: the same to the caller.
        }
        channel.close();
        throw CommandFailure.of(
                "another mesh is just starting or stopping in " + home.shown(), "try again in a moment");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

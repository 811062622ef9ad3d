package dev.lateen.proxy.config;

import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// The snapshot in force, on disk, so that a proxy can start without pilot. Written beside and moved into place, so a
/// reader sees the old one or the new one; only its owner can read it. One thread at a time.
final class LastGoodSnapshot {

    private static final Logger LOGGER = Logger.getLogger(LastGoodSnapshot.class);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;
    private boolean failed;

    LastGoodSnapshot(Path file) {
        this.file = file.toAbsolutePath();
    }

    /// Empty when there is none, or none that can be trusted; a corrupt file is put aside.
    Optional<SnapshotEvent> read() {
        String json;
        try {
            json = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            putAside("no UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.warnf("last good snapshot cannot be read file=%s reason=%s", file, e);
            return Optional.empty();
        }
        try {
            var event = SnapshotJson.read(json, SnapshotEvent.class);
            verify(event);
            return Optional.of(event);
        } catch (RuntimeException e) {
            putAside(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// A failure is reported, once until it works again; it does not disturb the proxy. What could not be read back is
    /// such a failure, since it would replace what can.
    ///
    /// @param verified whether the content is known to have the id it claims
    void write(SnapshotEvent event, boolean verified) {
        try {
            if (!verified) {
                verify(event);
            }
            store(SnapshotJson.write(event).getBytes(StandardCharsets.UTF_8));
            failed = false;
        } catch (IOException | IllegalArgumentException e) {
            if (!failed) {
                LOGGER.warnf("last good snapshot cannot be written file=%s reason=%s", file, e);
            }
            failed = true;
        }
    }

    /// @throws IllegalArgumentException when the content does not have the id it claims
    private static void verify(SnapshotEvent event) {
        var actual = Content.of(event.snapshot()).id();
        if (!actual.equals(event.id())) {
            throw new IllegalArgumentException("snapshot: content id " + actual + " (expected: " + event.id() + ")");
        }
    }

    private void store(byte[] json) throws IOException {
        var folder = file.getParent();
        if (folder == null) {
            throw new IOException("no folder: " + file);
        }
        Files.createDirectories(folder);
        var beside = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(beside, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var buffer = ByteBuffer.wrap(json);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void putAside(String reason) {
        var aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.warnf("last good snapshot is corrupt, put aside file=%s reason=%s", aside, reason);
        } catch (IOException e) {
            LOGGER.warnf("last good snapshot is corrupt and cannot be put aside file=%s reason=%s", file, e);
        }
    }
}

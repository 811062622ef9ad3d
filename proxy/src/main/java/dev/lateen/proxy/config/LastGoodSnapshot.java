package dev.lateen.proxy.config;

import dev.lateen.snapshot.ContentHash;
import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
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
import org.jspecify.annotations.Nullable;

/// The snapshot in force, on disk, so that a proxy can start without pilot. Written beside and moved into place, so a
/// reader sees the old one or the new one; only its owner can read it. One thread at a time.
///
/// The thousands of names that hosts on demand are known by are in a file of their own, which is written when they
/// change, and which has their hash in its name, as the snapshot has it in their place. It is there before the snapshot
/// that names it and goes after the one that does, so whatever is cut short, the two that are read belong together.
final class LastGoodSnapshot {

    private static final Logger LOGGER = Logger.getLogger(LastGoodSnapshot.class);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private static final String NAMES = ".names-";

    private final Path file;
    /// Hash of the names that are there; empty for none, null as long as nobody has looked.
    private @Nullable String storedNames;
    private boolean failed;

    LastGoodSnapshot(Path file) {
        this.file = file.toAbsolutePath();
    }

    /// Empty when there is none, or none that can be trusted; a corrupt file is put aside.
    Optional<SnapshotEvent> read() {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            var event = complete(SnapshotJson.read(Files.readString(file), SnapshotEvent.class));
            verify(event);
            return Optional.of(event);
        } catch (NoSuchFileException | CharacterCodingException e) {
            putAside(e.toString());
        } catch (IOException e) {
            LOGGER.warnf("last good snapshot cannot be read file=%s reason=%s", file, e);
        } catch (RuntimeException e) {
            putAside(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
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
            store(event);
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

    private void store(SnapshotEvent event) throws IOException {
        var folder = file.getParent();
        if (folder == null) {
            throw new IOException("no folder: " + file);
        }
        Files.createDirectories(folder);
        var onDemand = event.snapshot().onDemand();
        var hash = onDemand == null ? "" : onDemand.known().hash();
        boolean newNames = !hash.equals(storedNames) || (onDemand != null && Files.notExists(namesFile(hash)));
        if (onDemand != null && newNames) {
            store(namesFile(hash), String.join("\n", onDemand.known().list()));
        }
        store(file, SnapshotJson.write(onDemand == null ? event : with(event, onDemand.abridged())));
        if (newNames) {
            storedNames = hash;
            forgetNames(folder, namesFile(hash));
        }
    }

    private static void store(Path target, String text) throws IOException {
        var beside = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(beside);
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(beside, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// With the names that the hash stands for.
    private SnapshotEvent complete(SnapshotEvent stored) throws IOException {
        var onDemand = stored.snapshot().onDemand();
        if (onDemand == null) {
            return stored;
        }
        var names = HostNames.of(Files.readAllLines(namesFile(hashIn(onDemand))));
        return with(stored, new OnDemand(onDemand.namespace(), names, onDemand.used()));
    }

    private static String hashIn(OnDemand abridged) {
        var names = abridged.known().list();
        if (names.size() != 1 || names.getFirst().length() != ContentHash.LENGTH) {
            throw new IllegalArgumentException("known: " + names.size() + " names (expected: their hash)");
        }
        return names.getFirst();
    }

    private static SnapshotEvent with(SnapshotEvent event, OnDemand onDemand) {
        var snapshot = event.snapshot();
        return new SnapshotEvent(
                event.id(),
                event.revision(),
                new Snapshot(snapshot.listeners(), snapshot.routeConfigs(), snapshot.clusters(), onDemand));
    }

    private Path namesFile(String hash) {
        return file.resolveSibling(file.getFileName() + NAMES + hash);
    }

    /// All but those of the snapshot that is there now.
    private void forgetNames(Path folder, Path current) {
        var prefix = file.getFileName() + NAMES;
        try (var files = Files.newDirectoryStream(folder)) {
            for (var each : files) {
                if (each.getFileName().toString().startsWith(prefix) && !each.equals(current)) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOGGER.warnf("names of hosts that nobody needs cannot be deleted folder=%s reason=%s", folder, e);
        }
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

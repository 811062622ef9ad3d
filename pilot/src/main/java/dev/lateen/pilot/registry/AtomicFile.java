package dev.lateen.pilot.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Files that are there whole or not at all, also after a crash or a power cut.
public final class AtomicFile {

    /// Leftovers of a crash end with it; whoever owns the folder may delete them at start.
    public static final String TEMPORARY = ".tmp";

    public static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private AtomicFile() {}

    /// Returns when the content is on the disk under its name.
    public static void write(Path target, byte[] content) throws IOException {
        write(target, content, new FileAttribute<?>[0]);
    }

    /// As [#write], readable by its owner only from the first moment on, where the file system knows owners.
    public static void writeForOwner(Path target, byte[] content) throws IOException {
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        write(target, content, attributes);
    }

    private static void write(Path target, byte[] content, FileAttribute<?>[] attributes) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(target + " (expected: a file in a directory)");
        }
        createDirectory(directory);
        Path temporary = directory.resolve(
                ".%s-%d%s".formatted(Integer.toHexString(target.hashCode()), SEQUENCE.incrementAndGet(), TEMPORARY));
        try {
            Files.deleteIfExists(temporary);
            var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(directory);
    }

    public static void delete(Path target) throws IOException {
        if (Files.deleteIfExists(target)) {
            Path directory = target.toAbsolutePath().getParent();
            if (directory != null) {
                sync(directory);
            }
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(directory)) {
            createDirectory(parent);
            Files.createDirectories(directory);
            sync(parent);
        }
    }

    /// A rename, a deletion or a new directory survives a power cut only once its directory is on the disk.
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

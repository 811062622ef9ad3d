package dev.lateen.pilot.source;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which files of a directory tree hold resources: by extension, without what editors leave behind.
final class ResourceFiles {

    private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json");
    private static final int DEEPEST = 32;

    private ResourceFiles() {}

    record Tree(SortedMap<Path, BasicFileAttributes> files, SortedSet<Path> directories) {}

    /// Symbolic links are followed, since mounted ConfigMaps consist of them.
    static Tree list(Path root) throws IOException {
        Tree tree = new Tree(new TreeMap<>(), new TreeSet<>());
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (!directory.equals(root) && isHidden(nameOf(directory))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                tree.directories().add(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && holdsResources(nameOf(file))) {
                    tree.files().put(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (file.equals(root)) {
                    throw failure;
                }
                return FileVisitResult.CONTINUE; // vanished since the listing, a dangling link or a loop of links
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return tree;
    }

    static boolean holdsResources(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        return dot > 0
                && EXTENSIONS.contains(lower.substring(dot + 1))
                && !isHidden(name)
                && !name.startsWith("#")
                && !name.startsWith("~")
                && !lower.substring(0, dot).equals("kustomization");
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}

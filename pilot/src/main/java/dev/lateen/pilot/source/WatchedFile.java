package dev.lateen.pilot.source;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One file of a watched directory: what it held when it last read well, and what is wrong with it now.
///
/// A file is read when its size and time of modification have stood still for a moment, so that a writer has time to
/// finish. An empty file waits longer: most editors truncate before they write. Confined to the watcher's thread.
final class WatchedFile {

    static final Duration SETTLE = Duration.ofMillis(40);
    private static final Duration SETTLE_EMPTY = Duration.ofSeconds(1);
    private static final Duration OLD = Duration.ofSeconds(2);
    private static final long LARGEST = 8L << 20;

    private final Path path;
    private final String shownName;
    private Map<ResourceKey, Resource<?>> resources = Map.of();
    private List<Violation> violations = List.of();
    private byte @Nullable [] hash;
    private @Nullable Stamp stamp;
    private long stampSeen;
    private boolean settled;
    private long missingSince;
    private boolean missing;

    private record Stamp(long size, FileTime modified) {}

    WatchedFile(Path path, String shownName) {
        this.path = path;
        this.shownName = shownName;
    }

    Map<ResourceKey, Resource<?>> resources() {
        return resources;
    }

    List<Violation> violations() {
        return violations;
    }

    String shownName() {
        return shownName;
    }

    boolean isMissing() {
        return missing;
    }

    /// Whether another look is due soon, because the file is not settled or not surely gone.
    boolean isPending() {
        return missing || !settled;
    }

    /// How closely to look: `FIRST` waits for nothing, `THOROUGH` reads even if the stamp says that nothing happened.
    enum Look {
        FIRST,
        USUAL,
        THOROUGH
    }

    /// Looks at a file that exists.
    void look(BasicFileAttributes attributes, long now, Look look) {
        missing = false;
        Stamp seen = new Stamp(attributes.size(), attributes.lastModifiedTime());
        if (!seen.equals(stamp)) {
            stamp = seen;
            stampSeen = now;
            settled = false;
        } else if (settled && look == Look.USUAL) {
            return;
        }
        Duration wait = seen.size() == 0 && !resources.isEmpty() ? SETTLE_EMPTY : SETTLE;
        if (isOld(attributes) || look == Look.FIRST || now - stampSeen >= wait.toNanos()) {
            settled = read(seen.size());
        }
    }

    /// Notes that the file is not there; true once it has been away long enough to be deleted rather than replaced.
    boolean lookedInVain(long now) {
        if (!missing) {
            missing = true;
            missingSince = now;
        }
        return now - missingSince >= SETTLE.toNanos();
    }

    private static boolean isOld(BasicFileAttributes attributes) {
        return System.currentTimeMillis() - attributes.lastModifiedTime().toMillis() > OLD.toMillis();
    }

    private boolean read(long size) {
        if (size > LARGEST) {
            violations = List.of(failure("%d bytes (expected: at most %d)".formatted(size, LARGEST)));
            return true;
        }
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (IOException e) {
            violations = List.of(failure("cannot be read: " + e));
            return false;
        }
        if (content.length != size) {
            return false;
        }
        byte[] fresh = sha256(content);
        if (!Arrays.equals(fresh, hash)) {
            hash = fresh;
            accept(ResourceReader.read(shownName, new String(content, StandardCharsets.UTF_8), "default"));
        }
        return true;
    }

    /// What reads well is taken; in a file with errors, what was there before and is not now stays.
    private void accept(ReadResult result) {
        Map<ResourceKey, Resource<?>> next = new LinkedHashMap<>();
        if (result.violations().stream().anyMatch(v -> v.severity() == Severity.ERROR)) {
            next.putAll(resources);
        }
        result.resources().forEach(resource -> next.put(resource.key(), resource));
        resources = next;
        violations = List.copyOf(result.violations());
    }

    private Violation failure(String message) {
        return new Violation(Severity.ERROR, shownName, 0, null, "", message);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

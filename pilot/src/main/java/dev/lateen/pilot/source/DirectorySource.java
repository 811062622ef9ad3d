package dev.lateen.pilot.source;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.pilot.source.WatchedFile.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The resources of a watched directory, subdirectories included.
///
/// Whatever the file system says is only a hint to look again; what counts is the content found. So a rename is one
/// update, an editor's way of saving is none, and a missed notification costs at most one rescan period. A directory
/// that vanishes as a whole (an unmounted volume, say) leaves the resources as they are.
public final class DirectorySource implements ResourceSource {

    public static final String NAME = "directory";
    private static final Logger LOGGER = Logger.getLogger(DirectorySource.class);
    private static final String TREE = "";
    private static final int THOROUGH_EVERY = 10;

    private final Path root;
    private final Duration rescan;
    private final Map<Path, WatchedFile> files = new TreeMap<>();
    private final Map<ResourceKey, Resource<?>> published = new HashMap<>();
    private final Map<String, List<Violation>> reported = new HashMap<>();
    private @Nullable DirectoryWatch watch;
    private @Nullable Thread thread;
    private volatile boolean closed;

    public DirectorySource(Path root, Duration rescan) {
        this.root = root;
        this.rescan = rescan;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Consumer<SourceUpdate> listener) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("%s (expected: a directory that can be read)".formatted(root));
        }
        DirectoryWatch opened = DirectoryWatch.open();
        watch = opened;
        scan(listener, opened, Look.FIRST);
        thread = Thread.ofPlatform().daemon().name("lateen-directory").start(() -> run(listener, opened));
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run(Consumer<SourceUpdate> listener, DirectoryWatch opened) {
        int scans = 0;
        while (!closed) {
            boolean pending = files.values().stream().anyMatch(WatchedFile::isPending);
            opened.await(pending ? WatchedFile.SETTLE : rescan);
            if (closed) {
                return;
            }
            try {
                scan(listener, opened, ++scans % THOROUGH_EVERY == 0 ? Look.THOROUGH : Look.USUAL);
            } catch (IOException | RuntimeException e) {
                report(listener, Map.of(TREE, List.of(unreadable(e))));
            }
        }
    }

    private void scan(Consumer<SourceUpdate> listener, DirectoryWatch opened, Look look) throws IOException {
        ResourceFiles.Tree tree = ResourceFiles.list(root);
        opened.cover(tree.directories());
        long now = System.nanoTime();
        tree.files()
                .forEach((path, attributes) -> files.computeIfAbsent(
                                path, p -> new WatchedFile(p, root.relativize(p).toString()))
                        .look(attributes, now, look));
        files.entrySet()
                .removeIf(file -> !tree.files().containsKey(file.getKey())
                        && file.getValue().lookedInVain(now));
        Map<String, List<Violation>> findings = new HashMap<>();
        files.values().forEach(file -> findings.put(file.shownName(), new ArrayList<>(file.violations())));
        publish(listener, merge(findings), findings);
    }

    /// The first file by path keeps a resource that two files declare; the other is reported. A file that is about to
    /// be dropped yields to those that exist, so that a rename is no conflict.
    private Map<ResourceKey, Resource<?>> merge(Map<String, List<Violation>> findings) {
        Map<ResourceKey, Resource<?>> merged = new LinkedHashMap<>();
        for (boolean missing : new boolean[] {false, true}) {
            for (WatchedFile file : files.values()) {
                if (file.isMissing() == missing) {
                    file.resources().forEach((key, resource) -> {
                        Resource<?> first = merged.putIfAbsent(key, resource);
                        if (first != null && !missing) {
                            findings.computeIfAbsent(file.shownName(), name -> new ArrayList<>())
                                    .add(declaredTwice(resource, first));
                        }
                    });
                }
            }
        }
        return merged;
    }

    private void publish(
            Consumer<SourceUpdate> listener,
            Map<ResourceKey, Resource<?>> merged,
            Map<String, List<Violation>> findings) {
        List<Resource<?>> upserts = new ArrayList<>(merged.values());
        upserts.removeIf(resource -> resource.equals(published.get(resource.key())));
        Set<ResourceKey> removals = new HashSet<>(published.keySet());
        removals.removeAll(merged.keySet());
        for (String gone : Set.copyOf(reported.keySet())) {
            findings.putIfAbsent(gone, List.of());
        }
        Map<String, List<Violation>> news = new HashMap<>();
        findings.forEach((place, found) -> {
            if (!found.equals(reported.getOrDefault(place, List.of()))) {
                news.put(place, List.copyOf(found));
            }
        });
        if (upserts.isEmpty() && removals.isEmpty()) {
            report(listener, news);
            return;
        }
        published.clear();
        published.putAll(merged);
        remember(news);
        listener.accept(new SourceUpdate(NAME, upserts, removals, news));
    }

    private void report(Consumer<SourceUpdate> listener, Map<String, List<Violation>> news) {
        Map<String, List<Violation>> fresh = new HashMap<>(news);
        fresh.entrySet().removeIf(e -> e.getValue().equals(reported.getOrDefault(e.getKey(), List.of())));
        if (!fresh.isEmpty()) {
            remember(fresh);
            listener.accept(new SourceUpdate(NAME, List.of(), Set.of(), fresh));
        }
    }

    private void remember(Map<String, List<Violation>> news) {
        news.forEach((place, found) -> {
            for (Violation violation : found) {
                LOGGER.log(
                        violation.severity() == Severity.ERROR ? Logger.Level.WARN : Logger.Level.INFO,
                        "event=resource_finding source=%s %s".formatted(NAME, violation));
            }
            if (found.isEmpty()) {
                reported.remove(place);
            } else {
                reported.put(place, found);
            }
        });
    }

    private Violation unreadable(Exception e) {
        return new Violation(
                Severity.ERROR, root.toString(), 0, null, "", "cannot be read, what was read before stays: " + e);
    }

    private static Violation declaredTwice(Resource<?> second, Resource<?> first) {
        int line = second.source().line("metadata.name");
        String message = "is also declared at %s:%d, which is used"
                .formatted(first.source().file(), first.source().line("metadata.name"));
        return new Violation(Severity.WARNING, second.source().file(), line, second.key(), "metadata.name", message);
    }
}

package dev.lateen.pilot.registry;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.pilot.source.DirectorySource;
import dev.lateen.pilot.source.SourceUpdate;
import dev.lateen.pilot.status.ResourceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The resources of all sources as one mesh, and its revision.
///
/// Every update that changes resources is one revision. Until [#open] the sources only load. Thread-safe: one lock
/// orders all changes, and listeners are called under it, so they see every change once and in order; they must not
/// block.
public final class Registry {

    private static final Logger LOGGER = Logger.getLogger(Registry.class);
    private static final Comparator<ResourceKey> ORDER = Comparator.comparing(ResourceKey::kind)
            .thenComparing(ResourceKey::namespace)
            .thenComparing(ResourceKey::name);

    private final ReentrantLock lock = new ReentrantLock();
    private final RevisionCounter counter;
    private final Map<String, Map<ResourceKey, Entry>> sources = new LinkedHashMap<>();
    private final Map<String, Map<String, List<Violation>>> reports = new HashMap<>();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final ChangeLog changes = new ChangeLog();
    private @Nullable MeshView view;
    private boolean open;

    /// Called under the registry's lock.
    public interface ChangeListener {
        void changed(long revision, List<ResourceChange> changes);

        /// Only the status of these resources is another one.
        default void statusChanged(List<ResourceChange> changes) {}

        /// The sources have something else to say about what they hold.
        default void reported() {}
    }

    /// Something that is done under the lock.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    public Registry(RevisionCounter counter) {
        this.counter = counter;
        Precedence.SOURCES.forEach(source -> sources.put(source, new HashMap<>()));
    }

    public void accept(SourceUpdate update) {
        lock.lock();
        try {
            Map<String, List<Violation>> places = reports.computeIfAbsent(update.source(), source -> new TreeMap<>());
            places.putAll(update.reports());
            places.values().removeIf(List::isEmpty);
            view = null;
            if (update.changesResources()) {
                change(update);
            } else if (open) {
                listeners.forEach(ChangeListener::reported);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends loading: from here on changes count. A restart is a revision of its own only if the watched directory
    /// changed meanwhile, or when there was none yet.
    public void open() throws IOException {
        lock.lock();
        try {
            sources.values().forEach(held -> held.values().forEach(entry -> counter.atLeast(entry.revision())));
            String now = fingerprint();
            if (counter.current() == 0 || !now.equals(counter.fingerprint())) {
                counter.next();
                counter.persist(now);
            }
            long revision = counter.current();
            for (String source : List.of(DirectorySource.NAME, BuiltInNamespaces.NAME)) {
                held(source).replaceAll((key, entry) -> entry.at(revision));
            }
            changes.startAt(revision);
            view = null;
            open = true;
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        return exclusively(() -> open);
    }

    public long revision() {
        return exclusively(counter::current);
    }

    public MeshView view() {
        return exclusively(() -> {
            MeshView known = view;
            if (known == null) {
                known = build();
                view = known;
            }
            return known;
        });
    }

    public @Nullable Entry find(ResourceKey key) {
        return this.<@Nullable Entry, RuntimeException>exclusively(() -> visible(key));
    }

    public void listen(ChangeListener listener) {
        listeners.add(listener);
    }

    public void forget(ChangeListener listener) {
        listeners.remove(listener);
    }

    /// Runs without any change in between; listeners and readers of other threads wait.
    public <T extends @Nullable Object, E extends Exception> T exclusively(Work<T, E> work) throws E {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /// What happened after `revision`; null when that is longer ago than the registry remembers.
    public @Nullable List<ResourceChange> changesAfter(long revision) {
        return this.<@Nullable List<ResourceChange>, RuntimeException>exclusively(
                () -> changes.after(revision, counter.current()));
    }

    /// Attaches statuses to entries that are still as they were. That is no revision, but watchers hear of it.
    public void tell(Map<ResourceKey, Entry> judged, Map<ResourceKey, ResourceStatus> statuses) {
        exclusively(() -> {
            List<ResourceChange> changed = new ArrayList<>();
            statuses.forEach((key, status) -> {
                Entry was = visible(key);
                if (was != null && was == judged.get(key)) {
                    Entry is = was.with(status, counter.current());
                    held(was.source()).put(key, is);
                    changed.add(new ResourceChange(counter.current(), key, was, is));
                }
            });
            if (!changed.isEmpty()) {
                view = null;
                listeners.forEach(listener -> listener.statusChanged(changed));
            }
            return changed;
        });
    }

    private void change(SourceUpdate update) {
        Set<ResourceKey> touched = new LinkedHashSet<>(update.removals());
        update.upserts().forEach(resource -> touched.add(resource.key()));
        Map<ResourceKey, Entry> before = new HashMap<>();
        for (ResourceKey key : touched) {
            Entry entry = visible(key);
            if (entry != null) {
                before.put(key, entry);
            }
        }
        long revision = open ? counter.next() : 0;
        Map<ResourceKey, Entry> held = held(update.source());
        held.keySet().removeAll(update.removals());
        for (Resource<?> resource : update.upserts()) {
            long version = open ? revision : versionOf(resource);
            held.put(resource.key(), Entry.of(resource, update.source(), version, before.get(resource.key())));
        }
        if (open) {
            remember(update.source());
            publish(revision, touched, before);
        }
    }

    private void publish(long revision, Set<ResourceKey> touched, Map<ResourceKey, Entry> before) {
        List<ResourceChange> changed = new ArrayList<>();
        for (ResourceKey key : touched) {
            Entry was = before.get(key);
            Entry is = visible(key);
            if (was != is) {
                changed.add(new ResourceChange(revision, key, was, is));
            }
        }
        changes.add(changed);
        LOGGER.debugf("event=revision revision=%d changed=%s", revision, touched);
        listeners.forEach(listener -> listener.changed(revision, changed));
    }

    /// The mesh runs on what is in memory even if the disk fails; only a restart might then count differently.
    private void remember(String source) {
        if (source.equals(DirectorySource.NAME)) {
            try {
                counter.persist(fingerprint());
            } catch (IOException e) {
                LOGGER.warnf("event=revision_not_saved revision=%d reason=\"%s\"", counter.current(), e);
            }
        }
    }

    private String fingerprint() {
        return Fingerprint.of(held(DirectorySource.NAME).values());
    }

    private @Nullable Entry visible(ResourceKey key) {
        for (Map<ResourceKey, Entry> held : sources.values()) {
            Entry entry = held.get(key);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private Map<ResourceKey, Entry> held(String source) {
        Map<ResourceKey, Entry> held = sources.get(source);
        if (held == null) {
            throw new IllegalArgumentException("source: %s (expected: one of %s)".formatted(source, sources.keySet()));
        }
        return held;
    }

    private MeshView build() {
        Map<ResourceKey, Entry> entries = new TreeMap<>(ORDER);
        List<Violation> findings = new ArrayList<>();
        reports.values().forEach(places -> places.values().forEach(findings::addAll));
        for (Map<ResourceKey, Entry> held : sources.values()) {
            held.forEach((key, entry) -> {
                Entry winner = entries.putIfAbsent(key, entry);
                if (winner != null && !entry.source().equals(BuiltInNamespaces.NAME)) {
                    findings.add(hidden(winner, entry));
                }
            });
        }
        return new MeshView(counter.current(), Collections.unmodifiableMap(entries), List.copyOf(findings));
    }

    private static Violation hidden(Entry winner, Entry loser) {
        var source = winner.resource().source();
        String message = "is in the %s and in the %s; that of the %s is used"
                .formatted(winner.source(), loser.source(), winner.source());
        return new Violation(
                Severity.WARNING, source.file(), source.line("metadata.name"), winner.key(), "metadata.name", message);
    }

    private static long versionOf(Resource<?> resource) {
        String version = resource.metadata().resourceVersion();
        try {
            return version == null ? 0 : Long.parseLong(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

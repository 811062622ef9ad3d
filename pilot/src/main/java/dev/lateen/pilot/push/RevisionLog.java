package dev.lateen.pilot.push;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When the last revisions came about and when all connected proxies ran on them. Confined to the push loop.
final class RevisionLog {

    private static final int CAPACITY = 2048;

    private final NavigableMap<Long, Long> accepted = new TreeMap<>();
    private final NavigableMap<Long, Long> converged = new TreeMap<>();
    private long convergedUpTo;

    void accepted(long revision, long nanoTime) {
        accepted.put(revision, nanoTime);
        while (accepted.size() > CAPACITY) {
            accepted.pollFirstEntry();
        }
    }

    /// All connected proxies run on `revision` or later.
    void converged(long revision, long nanoTime) {
        if (revision <= convergedUpTo) {
            return;
        }
        for (long each : accepted.subMap(convergedUpTo, false, revision, true).keySet()) {
            converged.put(each, nanoTime);
        }
        convergedUpTo = revision;
        while (converged.size() > CAPACITY) {
            converged.pollFirstEntry();
        }
    }

    /// From the change until all had it, or until now; zero for a revision of longer ago than remembered.
    Duration duration(long revision, boolean complete, long now) {
        Long start = accepted.get(revision);
        @Nullable Long end = complete ? converged.get(revision) : null;
        return start == null ? Duration.ZERO : Duration.ofNanos((end == null ? now : end) - start);
    }

    /// Since the change; null for one of longer ago than remembered.
    @Nullable
    Duration since(long revision, long now) {
        Long start = accepted.get(revision);
        return start == null ? null : Duration.ofNanos(now - start);
    }
}

package dev.lateen.pilot.push;

import dev.lateen.snapshot.push.LatencyBuckets;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.Report.RouteCount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the proxies have counted under the meters that somebody wants to know of. A proxy's numbers grow until it is
/// restarted; those of its lives before are kept, so that nothing is counted twice or lost. Thread-safe.
public final class Reports {

    /// Of one meter; a proxy that is beyond it is not counted.
    private static final int MOST_PROXIES = 4096;

    private static final int MOST_DESTINATIONS = 32;
    private static final int LATE_PERIODS = 3;
    private static final long SHORTEST_PERIOD_MILLIS = 100;
    private static final long LONGEST_PERIOD_MILLIS = 600_000;
    private static final int LONGEST_CLUSTER = 512;

    private final InstantSource clock;
    private final Map<String, Map<String, Source>> meters = new HashMap<>();

    public Reports(InstantSource clock) {
        this.clock = clock;
    }

    /// What there is under a meter.
    ///
    /// @param late proxies that are connected and should have reported by now
    public record Reading(DestinationCounts counts, List<String> late) {}

    public synchronized void want(String meter) {
        meters.putIfAbsent(meter, new TreeMap<>());
    }

    public synchronized void release(String meter) {
        meters.remove(meter);
    }

    /// @param cluster which destinations to add up
    public synchronized Reading read(String meter, Predicate<String> cluster) {
        DestinationCounts counts = new DestinationCounts();
        List<String> late = new ArrayList<>();
        Instant now = clock.instant();
        meters.getOrDefault(meter, Map.of()).forEach((proxy, source) -> {
            source.addTo(counts, cluster);
            if (source.connected && now.isAfter(source.due)) {
                late.add(proxy);
            }
        });
        return new Reading(counts, late);
    }

    /// The meters that nobody wants to know of.
    synchronized List<String> take(Report report) {
        Set<String> unwanted = new LinkedHashSet<>();
        Instant due = clock.instant().plus(Duration.ofMillis(period(report)).multipliedBy(LATE_PERIODS));
        Map<String, List<RouteCount>> byMeter = new HashMap<>();
        for (RouteCount count : report.counts()) {
            if (!isSane(count)) {
                continue; // no proxy of ours says that
            }
            if (meters.containsKey(count.meter())) {
                byMeter.computeIfAbsent(count.meter(), meter -> new ArrayList<>())
                        .add(count);
            } else {
                unwanted.add(count.meter());
            }
        }
        byMeter.forEach((meter, counts) -> {
            Source source = source(meter, report.proxy());
            if (source != null) {
                source.take(report.run(), counts, due);
            }
        });
        return List.copyOf(unwanted);
    }

    private static long period(Report report) {
        return Math.clamp(report.periodMillis(), SHORTEST_PERIOD_MILLIS, LONGEST_PERIOD_MILLIS);
    }

    private static boolean isSane(RouteCount count) {
        return count.cluster().length() <= LONGEST_CLUSTER
                && count.upstreamErrors() >= 0
                && count.localErrors() >= 0
                && count.abandoned() >= 0
                && count.latencies().entrySet().stream()
                        .allMatch(each ->
                                each.getKey() >= 0 && each.getKey() < LatencyBuckets.COUNT && each.getValue() >= 0);
    }

    synchronized void left(String proxy) {
        meters.values().forEach(sources -> {
            Source source = sources.get(proxy);
            if (source != null) {
                source.connected = false;
            }
        });
    }

    private @Nullable Source source(String meter, String proxy) {
        Map<String, Source> sources = meters.getOrDefault(meter, new HashMap<>());
        return sources.size() < MOST_PROXIES
                ? sources.computeIfAbsent(proxy, name -> new Source())
                : sources.get(proxy);
    }

    /// One proxy's numbers of one meter.
    private static final class Source {

        private final Map<String, RouteCount> livesBefore = new HashMap<>();
        private Map<String, RouteCount> latest = Map.of();
        private String run = "";
        private Instant due = Instant.MIN;
        private boolean connected;

        void take(String reportedRun, List<RouteCount> counts, Instant nextDue) {
            if (!run.equals(reportedRun)) {
                latest.forEach((cluster, count) -> {
                    if (livesBefore.containsKey(cluster) || livesBefore.size() < MOST_DESTINATIONS) {
                        livesBefore.merge(cluster, count, Source::sum);
                    }
                });
            }
            run = reportedRun;
            due = nextDue;
            connected = true;
            Map<String, RouteCount> now = new HashMap<>();
            counts.stream().limit(MOST_DESTINATIONS).forEach(count -> now.put(count.cluster(), count));
            latest = now;
        }

        void addTo(DestinationCounts sum, Predicate<String> cluster) {
            for (Map<String, RouteCount> counts : List.of(livesBefore, latest)) {
                counts.forEach((name, count) -> {
                    if (cluster.test(name)) {
                        sum.add(count);
                    }
                });
            }
        }

        private static RouteCount sum(RouteCount a, RouteCount b) {
            Map<Integer, Long> latencies = new HashMap<>(a.latencies());
            b.latencies().forEach((bucket, count) -> latencies.merge(bucket, count, Long::sum));
            return new RouteCount(
                    a.meter(),
                    a.cluster(),
                    a.upstreamErrors() + b.upstreamErrors(),
                    a.localErrors() + b.localErrors(),
                    a.abandoned() + b.abandoned(),
                    latencies);
        }
    }
}

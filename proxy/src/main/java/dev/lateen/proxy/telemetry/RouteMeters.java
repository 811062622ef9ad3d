package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.push.LatencyBuckets;
import dev.lateen.snapshot.push.Report.RouteCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What pilot is told of the routes that have a meter, by destination. Only exchanges of such routes come here.
/// Thread-safe; event loops neither lock nor allocate for a destination that is known.
public final class RouteMeters {

    /// Destinations of all meters. Pilot has those forgotten that it has no more use for.
    private static final int MOST = 256;

    /// Flags of what went wrong on the proxy's side of a destination, whatever the status that had been sent by then.
    private static final int LOCAL_ERRORS = Arrays.stream(ResponseFlag.values())
            .filter(RouteMeters::blamesDestination)
            .mapToInt(ResponseFlag::bit)
            .sum();

    private static final int UPSTREAM_ERROR = 0;
    private static final int LOCAL_ERROR = 1;
    private static final int ABANDONED = 2;
    private static final int LATENCIES = 3;

    private static final int FIRST_ERROR_STATUS = 500;

    private final Map<String, Map<String, AtomicLongArray>> byMeter = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    void count(FinishedExchange exchange) {
        var cells = cells(exchange);
        if (cells == null) {
            return;
        }
        if ((exchange.flags() & ResponseFlag.DC.bit()) != 0) {
            cells.getAndIncrement(ABANDONED);
        } else if ((exchange.flags() & LOCAL_ERRORS) != 0) {
            cells.getAndIncrement(LOCAL_ERROR);
        } else if (exchange.status() >= FIRST_ERROR_STATUS) {
            cells.getAndIncrement(UPSTREAM_ERROR);
        }
        cells.getAndIncrement(LATENCIES + LatencyBuckets.of(exchange.durationNanos()));
    }

    /// A destination that an exchange had to leave has failed it, however the other one answers.
    void left(FinishedExchange exchange) {
        var cells = cells(exchange);
        if (cells != null) {
            cells.getAndIncrement(LOCAL_ERROR);
            cells.getAndIncrement(LATENCIES + LatencyBuckets.of(exchange.durationNanos()));
        }
    }

    public List<RouteCount> read() {
        var counts = new ArrayList<RouteCount>();
        byMeter.forEach((meter, destinations) ->
                destinations.forEach((cluster, cells) -> counts.add(count(meter, cluster, cells))));
        return counts;
    }

    /// What is still counted under one of them later begins anew.
    public void forget(Collection<String> meters) {
        meters.forEach(byMeter::remove);
    }

    /// Exchanges that found no room.
    public long refused() {
        return refused.sum();
    }

    private static RouteCount count(String meter, String cluster, AtomicLongArray cells) {
        var latencies = new HashMap<Integer, Long>();
        for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
            long count = cells.get(LATENCIES + bucket);
            if (count > 0) {
                latencies.put(bucket, count);
            }
        }
        return new RouteCount(
                meter, cluster, cells.get(UPSTREAM_ERROR), cells.get(LOCAL_ERROR), cells.get(ABANDONED), latencies);
    }

    /// Null when there is nothing to count, or no room.
    private @Nullable AtomicLongArray cells(FinishedExchange exchange) {
        var meter = exchange.meter();
        var destination = exchange.destination();
        if (meter == null || destination == null) {
            return null;
        }
        var cells = cells(meter, destination);
        if (cells == null) {
            refused.increment();
        }
        return cells;
    }

    private @Nullable AtomicLongArray cells(String meter, String cluster) {
        var known = byMeter.get(meter);
        var cells = known == null ? null : known.get(cluster);
        if (cells != null) {
            return cells;
        }
        if (byMeter.values().stream().mapToInt(Map::size).sum() >= MOST) {
            return null;
        }
        return byMeter.computeIfAbsent(meter, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(cluster, _ -> new AtomicLongArray(LATENCIES + LatencyBuckets.COUNT));
    }

    /// Whether it says something of the destination, not of the client, the rule or the proxy itself.
    private static boolean blamesDestination(ResponseFlag flag) {
        return switch (flag) {
            case UH, UF, UO, NC, UT, UC, UR, UPE, SI, DF -> true;
            case NR, URX, DC, DPE, OM, DI, FI, DT -> false;
        };
    }
}

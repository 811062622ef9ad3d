package dev.lateen.proxy.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Requests by `match.statPrefix` and class of status. Only routes that have a prefix come here. Thread-safe; event
/// loops neither lock nor allocate for a prefix that is known.
final class PrefixCounters {

    private static final String NAME = "lateen_route_requests_total";
    private static final String OVERFLOW = "overflow";
    private static final List<String> LABELS = List.of("stat_prefix", "response_code_class");
    /// By the first digit of the status; `none` is a client that left before an answer.
    private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final int cap;
    private final Map<String, LongAdder[]> byPrefix = new ConcurrentHashMap<>();

    /// @param maxSeries what is beyond it is counted under the prefix `overflow`
    PrefixCounters(int maxSeries) {
        this.cap = maxSeries / CLASSES.size();
    }

    void count(FinishedExchange exchange) {
        var prefix = exchange.statPrefix();
        if (prefix != null) {
            counters(prefix)[Math.clamp(exchange.status() / 100, 0, CLASSES.size() - 1)].increment();
        }
    }

    MetricFamilySamples family() {
        var samples = new ArrayList<Sample>();
        byPrefix.forEach((prefix, counters) -> {
            for (int i = 0; i < counters.length; i++) {
                long count = counters[i].sum();
                if (count > 0) {
                    samples.add(new Sample(NAME, LABELS, List.of(prefix, CLASSES.get(i)), count));
                }
            }
        });
        return new MetricFamilySamples(
                NAME, Collector.Type.COUNTER, "Requests of routes with a statPrefix, by class of status", samples);
    }

    private LongAdder[] counters(String prefix) {
        var known = byPrefix.get(prefix);
        if (known != null) {
            return known;
        }
        var key = byPrefix.size() < cap ? prefix : OVERFLOW;
        return byPrefix.computeIfAbsent(key, _ -> {
            var counters = new LongAdder[CLASSES.size()];
            for (int i = 0; i < counters.length; i++) {
                counters[i] = new LongAdder();
            }
            return counters;
        });
    }
}

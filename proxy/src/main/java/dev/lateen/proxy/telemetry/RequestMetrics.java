package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.WorkloadRef;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Istio's metrics of requests and of TCP connections: counted by each event loop for itself, added up when scraped.
/// Register it in the
/// Prometheus registry once. Thread-safe.
public final class RequestMetrics extends Collector implements Collector.Describable {

    private final WorkloadRef self;
    private final MetricFamilySamples build;
    private final SeriesTable table;
    private final PrefixCounters prefixes;
    private final RouteMeters meters = new RouteMeters();
    private final List<LoopStatistics> loops = new CopyOnWriteArrayList<>();

    /// @param self the workload that this proxy belongs to
    /// @param tag version of this build
    /// @param maxSeries hard cap; what is beyond it is counted under the label value `overflow`
    public RequestMetrics(WorkloadRef self, String tag, int maxSeries) {
        this.self = self;
        this.table = new SeriesTable(maxSeries);
        this.prefixes = new PrefixCounters(maxSeries);
        var sample =
                new MetricFamilySamples.Sample("istio_build", List.of("component", "tag"), List.of("proxy", tag), 1);
        this.build = new MetricFamilySamples("istio_build", Type.GAUGE, "Version of this proxy", List.of(sample));
    }

    /// The metrics as one event loop sees them; asked once for each loop.
    public LoopTelemetry forLoop() {
        var loop = new LoopStatistics(table, prefixes, meters);
        loops.add(loop);
        return loop;
    }

    /// What is counted for pilot.
    public RouteMeters meters() {
        return meters;
    }

    public int series() {
        return table.keys().size();
    }

    public int maxSeries() {
        return table.cap();
    }

    /// Exchanges that found no room for a series of their own.
    public long overflowed() {
        return loops.stream().mapToLong(LoopStatistics::overflowed).sum();
    }

    @Override
    public List<MetricFamilySamples> describe() {
        var families = new ArrayList<>(new SeriesSamples().families());
        families.add(prefixes.family());
        return families;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var samples = new SeriesSamples();
        var keys = table.keys();
        for (int number = 0; number < SeriesTable.FIRST + keys.size(); number++) {
            var cells = merged(number);
            if (cells != null) {
                samples.add(isTcp(number, keys), labels(number, keys), cells);
            }
        }
        var families = new ArrayList<>(samples.families());
        families.add(prefixes.family());
        families.add(build);
        return families;
    }

    private static boolean isTcp(int number, List<SeriesKey> keys) {
        return number < SeriesTable.FIRST
                ? number >= SeriesTable.OVERFLOW_TCP
                : keys.get(number - SeriesTable.FIRST).tcp();
    }

    private List<String> labels(int number, List<SeriesKey> keys) {
        return number < SeriesTable.FIRST
                ? SeriesLabels.overflow(
                        number % SeriesTable.OVERFLOW_TCP == SeriesTable.OVERFLOW_DESTINATION,
                        number >= SeriesTable.OVERFLOW_TCP)
                : SeriesLabels.of(keys.get(number - SeriesTable.FIRST), self);
    }

    private long @Nullable [] merged(int number) {
        long[] sum = null;
        for (var loop : loops) {
            var cells = loop.read(number);
            if (cells != null) {
                sum = sum == null ? new long[Cells.LENGTH] : sum;
                for (int i = 0; i < Cells.LENGTH; i++) {
                    sum[i] += cells.get(i);
                }
            }
        }
        return sum;
    }
}

package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.WorkloadRef;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Istio's request metrics: counted by each event loop for itself, added up when scraped. Register it in the
/// Prometheus registry once. Thread-safe.
public final class RequestMetrics implements MultiCollector {

    private static final List<String> NAMES = List.of(
            "istio_requests",
            "istio_request_duration_milliseconds",
            "istio_request_bytes",
            "istio_response_bytes",
            "istio_build");

    private final WorkloadRef self;
    private final Labels build;
    private final SeriesTable table;
    private final List<LoopStatistics> loops = new CopyOnWriteArrayList<>();

    /// @param self the workload that this proxy belongs to
    /// @param tag version of this build
    /// @param maxSeries hard cap; what is beyond it is counted under the label value `overflow`
    public RequestMetrics(WorkloadRef self, String tag, int maxSeries) {
        this.self = self;
        this.build = Labels.of("component", "proxy", "tag", tag);
        this.table = new SeriesTable(maxSeries);
    }

    /// The metrics as one event loop sees them; asked once for each loop.
    public LoopTelemetry forLoop() {
        var loop = new LoopStatistics(table);
        loops.add(loop);
        return loop;
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
    public List<String> getPrometheusNames() {
        return NAMES;
    }

    @Override
    public MetricSnapshots collect() {
        var points = new Points();
        var keys = table.keys();
        for (int number = 0; number < SeriesTable.FIRST + keys.size(); number++) {
            var cells = merged(number);
            if (cells != null) {
                points.add(cells, labels(number, keys));
            }
        }
        var snapshots = new ArrayList<MetricSnapshot>(points.snapshots());
        snapshots.add(GaugeSnapshot.builder()
                .name("istio_build")
                .help("Version of this proxy")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(1)
                        .labels(build)
                        .build())
                .build());
        return new MetricSnapshots(snapshots);
    }

    private Labels labels(int number, List<SeriesKey> keys) {
        return number < SeriesTable.FIRST
                ? SeriesLabels.overflow(number == SeriesTable.OVERFLOW_DESTINATION)
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

    /// The data points of one scrape.
    private static final class Points {

        private static final double[] BOUNDS = boundsWithInfinity();

        private final CounterSnapshot.Builder requests =
                CounterSnapshot.builder().name("istio_requests").help("Requests, by outcome");
        private final HistogramSnapshot.Builder durations = HistogramSnapshot.builder()
                .name("istio_request_duration_milliseconds")
                .help("Time from a request's first byte to its answer's last");
        private final HistogramSnapshot.Builder requestBytes =
                HistogramSnapshot.builder().name("istio_request_bytes").help("Bytes of request bodies");
        private final HistogramSnapshot.Builder responseBytes =
                HistogramSnapshot.builder().name("istio_response_bytes").help("Bytes of response bodies");

        void add(long[] cells, Labels labels) {
            long count = Arrays.stream(cells, Cells.DURATION, Cells.DURATION + Cells.BUCKETS)
                    .sum();
            requests.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .value(count)
                    .labels(labels)
                    .build());
            durations.dataPoint(point(cells, Cells.DURATION, 1e-6, labels));
            requestBytes.dataPoint(point(cells, Cells.REQUEST, 1, labels));
            responseBytes.dataPoint(point(cells, Cells.RESPONSE, 1, labels));
        }

        List<MetricSnapshot> snapshots() {
            return List.of(requests.build(), durations.build(), requestBytes.build(), responseBytes.build());
        }

        private static HistogramSnapshot.HistogramDataPointSnapshot point(
                long[] cells, int histogram, double unit, Labels labels) {
            var counts = Arrays.copyOfRange(cells, histogram, histogram + Cells.BUCKETS);
            return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts))
                    .sum(cells[histogram + Cells.BUCKETS] * unit)
                    .labels(labels)
                    .build();
        }

        private static double[] boundsWithInfinity() {
            var bounds = Arrays.copyOf(Cells.BOUNDS, Cells.BUCKETS);
            bounds[Cells.BUCKETS - 1] = Double.POSITIVE_INFINITY;
            return bounds;
        }
    }
}

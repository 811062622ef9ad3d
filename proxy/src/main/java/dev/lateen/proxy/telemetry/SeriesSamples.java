package dev.lateen.proxy.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/// The series of one scrape as metric families. Samples are made one by one while they are written, so that a scrape
/// of thousands of series fits into a small heap.
final class SeriesSamples {

    private static final List<String> BUCKET_LABELS = bucketLabels();
    /// The buckets, then count and sum.
    private static final int PER_HISTOGRAM = Cells.BUCKETS + 2;

    private final List<List<String>> labels = new ArrayList<>();
    private final List<long[]> cells = new ArrayList<>();
    private final List<List<String>> tcpLabels = new ArrayList<>();
    private final List<long[]> tcpCells = new ArrayList<>();

    /// @param tcp of connections that are not read as HTTP
    void add(boolean tcp, List<String> labelValues, long[] counters) {
        (tcp ? tcpLabels : labels).add(labelValues);
        (tcp ? tcpCells : cells).add(counters);
    }

    List<MetricFamilySamples> families() {
        return List.of(
                new MetricFamilySamples(
                        "istio_requests_total", Collector.Type.COUNTER, "Requests, by outcome", new Requests()),
                histogram(
                        "istio_request_duration_milliseconds",
                        "Time from a request's first byte to its answer's last",
                        Cells.DURATION,
                        1e-6),
                histogram("istio_request_bytes", "Bytes of request bodies", Cells.REQUEST, 1),
                histogram("istio_response_bytes", "Bytes of response bodies", Cells.RESPONSE, 1),
                tcp("istio_tcp_connections_opened_total", "TCP connections begun", Cells.OPENED),
                tcp("istio_tcp_connections_closed_total", "TCP connections ended", Cells.CLOSED),
                tcp("istio_tcp_received_bytes_total", "Bytes from clients of ended connections", Cells.RECEIVED),
                tcp("istio_tcp_sent_bytes_total", "Bytes to clients of ended connections", Cells.SENT));
    }

    private MetricFamilySamples tcp(String name, String help, int counter) {
        return new MetricFamilySamples(name, Collector.Type.COUNTER, help, new Connections(name, counter));
    }

    private MetricFamilySamples histogram(String name, String help, int offset, double unit) {
        return new MetricFamilySamples(name, Collector.Type.HISTOGRAM, help, new Histogram(name, offset, unit));
    }

    private static long count(long[] counters, int offset, int buckets) {
        long count = 0;
        for (int i = 0; i < buckets; i++) {
            count += counters[offset + i];
        }
        return count;
    }

    private static List<String> bucketLabels() {
        var names = new ArrayList<>(SeriesLabels.NAMES);
        names.add("le");
        return List.copyOf(names);
    }

    private final class Requests extends AbstractList<Sample> {

        @Override
        public Sample get(int i) {
            long count = count(cells.get(i), Cells.DURATION, Cells.BUCKETS);
            return new Sample("istio_requests_total", SeriesLabels.NAMES, labels.get(i), count);
        }

        @Override
        public int size() {
            return labels.size();
        }
    }

    private final class Connections extends AbstractList<Sample> {

        private final String name;
        private final int counter;

        Connections(String name, int counter) {
            this.name = name;
            this.counter = counter;
        }

        @Override
        public Sample get(int i) {
            return new Sample(name, SeriesLabels.TCP_NAMES, tcpLabels.get(i), tcpCells.get(i)[counter]);
        }

        @Override
        public int size() {
            return tcpLabels.size();
        }
    }

    private final class Histogram extends AbstractList<Sample> {

        private final String name;
        private final int offset;
        private final double unit;

        Histogram(String name, int offset, double unit) {
            this.name = name;
            this.offset = offset;
            this.unit = unit;
        }

        @Override
        public Sample get(int i) {
            int series = i / PER_HISTOGRAM;
            int part = i % PER_HISTOGRAM;
            var counters = cells.get(series);
            if (part < Cells.BUCKETS) {
                double bound = part < Cells.BOUNDS.length ? Cells.BOUNDS[part] : Double.POSITIVE_INFINITY;
                var values = new ArrayList<>(labels.get(series));
                values.add(bound == (long) bound ? Long.toString((long) bound) : Collector.doubleToGoString(bound));
                return new Sample(name + "_bucket", BUCKET_LABELS, values, count(counters, offset, part + 1));
            }
            boolean isCount = part == Cells.BUCKETS;
            double value = isCount ? count(counters, offset, Cells.BUCKETS) : counters[offset + Cells.BUCKETS] * unit;
            return new Sample(name + (isCount ? "_count" : "_sum"), SeriesLabels.NAMES, labels.get(series), value);
        }

        @Override
        public int size() {
            return labels.size() * PER_HISTOGRAM;
        }
    }
}

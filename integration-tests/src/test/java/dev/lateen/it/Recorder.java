package dev.lateen.it;

import dev.lateen.proxy.telemetry.AccessLog;
import dev.lateen.proxy.telemetry.AccessLogFormat;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.telemetry.RequestMetrics;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The real telemetry of a proxy, kept in memory.
final class Recorder implements AutoCloseable {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AccessLog log;
    private final RequestMetrics metrics = new RequestMetrics(WorkloadRef.UNKNOWN, "test", 1000);

    Recorder(AccessLogFormat format) {
        this.log = new AccessLog(format, written, 1 << 20);
    }

    LoopTelemetry forLoop() {
        LoopTelemetry lines = log.forLoop();
        LoopTelemetry series = metrics.forLoop();
        return exchange -> {
            series.finished(exchange);
            lines.finished(exchange);
        };
    }

    int lines() {
        return text().size();
    }

    /// The first line behind the `known` ones; the log is written with a delay.
    String lineAfter(int known) {
        Eventually.await("a line of the access log", () -> lines() > known);
        return text().get(known);
    }

    /// `istio_requests_total` of all series with these labels.
    double requests(Map<String, String> labels) {
        return sum("istio_requests_total", labels);
    }

    /// All samples of a metric with these labels.
    double sum(String name, Map<String, String> labels) {
        return metrics.collect().stream()
                .flatMap(family -> family.samples.stream())
                .filter(sample -> sample.name.equals(name))
                .filter(sample -> labels.entrySet().stream()
                        .allMatch(label -> sample.labelNames.contains(label.getKey())
                                && sample.labelValues
                                        .get(sample.labelNames.indexOf(label.getKey()))
                                        .equals(label.getValue())))
                .mapToDouble(sample -> sample.value)
                .sum();
    }

    private List<String> text() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        log.close();
    }
}

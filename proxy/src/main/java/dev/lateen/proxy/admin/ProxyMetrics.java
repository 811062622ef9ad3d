package dev.lateen.proxy.admin;

import dev.lateen.proxy.EngineStats;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.config.PushStatus;
import dev.lateen.proxy.telemetry.AccessLog;
import dev.lateen.proxy.telemetry.RequestMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The proxy's metrics about itself, `lateen_*`: what its limits count, its configuration, its telemetry.
///
/// @param accessLog null when there is none
public record ProxyMetrics(
        Supplier<EngineStats> engine,
        Limits limits,
        Supplier<PushStatus> push,
        RequestMetrics requests,
        @Nullable AccessLog accessLog)
        implements MultiCollector {

    @Override
    public MetricSnapshots collect() {
        var out = new ArrayList<MetricSnapshot>();
        connections(out, engine.get());
        exchanges(out, engine.get());
        configuration(out, push.get());
        telemetry(out);
        return new MetricSnapshots(out);
    }

    private void connections(List<MetricSnapshot> out, EngineStats stats) {
        gauge(out, "lateen_downstream_connections", "Downstream connections open now", stats.openDownstream());
        gauge(out, "lateen_downstream_connections_limit", "Limit max-connections", limits.maxConnections());
        counter(out, "lateen_downstream_connections_opened", "Downstream connections accepted", stats.totalDownstream());
        counter(
                out,
                "lateen_downstream_connections_rejected",
                "Downstream connections closed at once because of max-connections",
                stats.rejectedConnections());
        counter(
                out,
                "lateen_downstream_idle_closed",
                "Downstream connections closed because of idle-timeout",
                stats.idleClosed());
        gauge(out, "lateen_upstream_connections", "Upstream connections open now", stats.openUpstream());
        gauge(out, "lateen_upstream_connections_pooled", "Upstream connections idle in a pool", stats.pooledUpstream());
        counter(out, "lateen_upstream_connections_opened", "Upstream connections opened", stats.totalUpstream());
    }

    private static void exchanges(List<MetricSnapshot> out, EngineStats stats) {
        gauge(out, "lateen_exchanges_active", "Exchanges under way", stats.activeExchanges());
        counter(out, "lateen_exchanges", "Exchanges begun", stats.totalExchanges());
        counter(out, "lateen_heads_rejected", "Heads refused: malformed, too long or too late", stats.rejectedHeads());
        counter(out, "lateen_head_timeouts", "Heads that took longer than head-timeout", stats.headTimeouts());
        counter(
                out,
                "lateen_stream_idle_timeouts",
                "Exchanges ended because of stream-idle-timeout",
                stats.streamIdleTimeouts());
        counter(out, "lateen_retries", "Further attempts after a failed one", stats.retries());
        counter(
                out,
                "lateen_back_pressure_pauses",
                "How often reading paused because the other side was slow",
                stats.backPressurePauses());
    }

    private static void configuration(List<MetricSnapshot> out, PushStatus status) {
        gauge(out, "lateen_config_connected", "Whether the stream from pilot is open", status.connected() ? 1 : 0);
        counter(out, "lateen_config_accepted", "Snapshots put in force", status.accepted());
        counter(out, "lateen_config_rejected", "Snapshots refused", status.rejected());
        counter(out, "lateen_config_reconnects", "Attempts to reach pilot after the first", status.reconnects());
        var revision = status.revision();
        out.add(GaugeSnapshot.builder()
                .name("lateen_config_revision")
                .help("1, with the revision, content id and source of the snapshot in force")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(status.id().isEmpty() ? 0 : 1)
                        .labels(Labels.of("revision", revision, "id", status.id(), "source", status.source()))
                        .build())
                .build());
    }

    private void telemetry(List<MetricSnapshot> out) {
        gauge(out, "lateen_metric_series", "Series of the request metrics", requests.series());
        gauge(out, "lateen_metric_series_limit", "Limit metrics.max-series", requests.maxSeries());
        counter(out, "lateen_metric_overflow", "Requests counted as overflow", requests.overflowed());
        var log = accessLog;
        if (log != null) {
            counter(out, "lateen_access_log_lines", "Access log lines accepted", log.lines());
            counter(out, "lateen_access_log_dropped", "Access log lines dropped, the ring was full", log.dropped());
            counter(out, "lateen_access_log_failures", "Failed writes of the access log", log.failures());
        }
    }

    private static void gauge(List<MetricSnapshot> out, String name, String help, double value) {
        out.add(GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build());
    }

    /// @param name without `_total`
    private static void counter(List<MetricSnapshot> out, String name, String help, double value) {
        out.add(CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build());
    }
}

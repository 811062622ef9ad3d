package dev.lateen.proxy.admin;

import dev.lateen.proxy.DnsStats;
import dev.lateen.proxy.EngineStats;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.config.DemandClient;
import dev.lateen.proxy.config.PushStatus;
import dev.lateen.proxy.telemetry.AccessLog;
import dev.lateen.proxy.telemetry.RequestMetrics;
import dev.lateen.proxy.tls.TlsRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The proxy's metrics about itself, `lateen_*`: what its limits count, its configuration, its telemetry.
public final class ProxyMetrics extends Collector implements Collector.Describable {

    private final Sources sources;

    /// Where the figures come from.
    ///
    /// @param accessLog null when there is none
    /// @param demand null when everything is there at once
    public record Sources(
            Supplier<EngineStats> engine,
            Supplier<DnsStats> dns,
            Supplier<Collection<ClusterState>> clusters,
            Limits limits,
            Supplier<PushStatus> push,
            RequestMetrics requests,
            @Nullable AccessLog accessLog,
            TlsRegistry tls,
            @Nullable DemandClient demand) {}

    public ProxyMetrics(Sources sources) {
        this.sources = sources;
    }

    /// Names are not checked for duplicates at registration.
    @Override
    public List<MetricFamilySamples> describe() {
        return List.of();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var out = new ArrayList<MetricFamilySamples>();
        var stats = sources.engine().get();
        connections(out, stats);
        exchanges(out, stats);
        names(out, sources.dns().get());
        ClusterMetrics.collect(out, sources.clusters().get());
        configuration(out, sources.push().get());
        telemetry(out);
        hosts(out);
        tls(out);
        return out;
    }

    private void connections(List<MetricFamilySamples> out, EngineStats stats) {
        gauge(out, "lateen_downstream_connections", "Downstream connections open now", stats.openDownstream());
        gauge(
                out,
                "lateen_downstream_connections_limit",
                "Limit max-connections",
                sources.limits().maxConnections());
        counter(
                out,
                "lateen_downstream_connections_opened",
                "Downstream connections accepted",
                stats.totalDownstream());
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

    private static void exchanges(List<MetricFamilySamples> out, EngineStats stats) {
        gauge(out, "lateen_exchanges_active", "Exchanges under way", stats.activeExchanges());
        counter(out, "lateen_exchanges", "Exchanges begun", stats.totalExchanges());
        counter(out, "lateen_heads_rejected", "Heads refused: malformed, too long or too late", stats.rejectedHeads());
        counter(out, "lateen_head_timeouts", "Heads that took longer than head-timeout", stats.headTimeouts());
        counter(
                out,
                "lateen_stream_idle_timeouts",
                "Exchanges ended because of stream-idle-timeout",
                stats.streamIdleTimeouts());
        gauge(out, "lateen_tunnels", "Connections joined byte for byte now", stats.openTunnels());
        counter(out, "lateen_tunnels_opened", "Connections joined byte for byte", stats.totalTunnels());
        counter(
                out,
                "lateen_tunnel_idle_closed",
                "Tunnels ended because of tunnel-idle-timeout",
                stats.tunnelsIdleClosed());
        counter(
                out,
                "lateen_connections_unmatched",
                "Connections closed because no filter chain wants them",
                stats.unmatchedConnections());
        counter(
                out,
                "lateen_shifted_requests",
                "Requests of weighted routes decided while a destination had not its whole share",
                stats.shiftedRequests());
        gauge(out, "lateen_mirrors", "Copies of requests under way now", stats.activeMirrors());
        counter(out, "lateen_mirrors_begun", "Copies of requests begun", stats.totalMirrors());
        counter(out, "lateen_mirrors_dropped", "Copies given up because of a limit", stats.mirrorsDropped());
        counter(out, "lateen_mirrors_failed", "Copies without an answer", stats.mirrorsFailed());
        counter(out, "lateen_retries", "Further attempts after a failed one", stats.retries());
        counter(
                out,
                "lateen_retries_limit_exceeded",
                "Failures behind the last of the attempts that a route has",
                stats.retriesExhausted());
        counter(
                out,
                "lateen_retries_overflow",
                "Retries not made because of a cluster's retry budget",
                stats.retriesOverBudget());
        counter(out, "lateen_per_try_timeouts", "Attempts ended because of perTryTimeout", stats.attemptTimeouts());
        counter(
                out,
                "lateen_back_pressure_pauses",
                "How often reading paused because the other side was slow",
                stats.backPressurePauses());
    }

    private static void names(List<MetricFamilySamples> out, DnsStats stats) {
        counter(out, "lateen_dns_lookups", "Lookups of names that have ended, well or not", stats.lookups());
        counter(out, "lateen_dns_failures", "Lookups of names that gave no address", stats.failures());
        gauge(out, "lateen_dns_names", "Names that are kept now", stats.names());
        gauge(
                out,
                "lateen_dns_last_success_timestamp_seconds",
                "When the last lookup gave an address; 0 before the first",
                stats.lastSuccessEpochMillis() / 1000.0);
    }

    private static void configuration(List<MetricFamilySamples> out, PushStatus status) {
        gauge(out, "lateen_config_connected", "Whether the stream from pilot is open", status.connected() ? 1 : 0);
        counter(out, "lateen_config_accepted", "Snapshots put in force", status.accepted());
        counter(out, "lateen_config_rejected", "Snapshots refused", status.rejected());
        counter(out, "lateen_config_reconnects", "Attempts to reach pilot after the first", status.reconnects());
        var labels = List.of("revision", "id", "source");
        var values = List.of(status.revision(), status.id(), status.source());
        out.add(new GaugeMetricFamily("lateen_config_revision", "1, with the snapshot that is in force", labels)
                .addMetric(values, status.id().isEmpty() ? 0 : 1));
    }

    private void telemetry(List<MetricFamilySamples> out) {
        var requests = sources.requests();
        gauge(out, "lateen_metric_series", "Series of the request metrics", requests.series());
        gauge(out, "lateen_metric_series_limit", "Limit metrics.max-series", requests.maxSeries());
        counter(out, "lateen_metric_overflow", "Requests counted as overflow", requests.overflowed());
        long refused = requests.meters().refused();
        counter(out, "lateen_report_refused", "Requests of canaries for which the report had no room", refused);
        var log = sources.accessLog();
        if (log != null) {
            counter(out, "lateen_access_log_lines", "Access log lines accepted", log.lines());
            counter(out, "lateen_access_log_dropped", "Access log lines dropped, the ring was full", log.dropped());
            counter(out, "lateen_access_log_failures", "Failed writes of the access log", log.failures());
        }
    }

    private void hosts(List<MetricFamilySamples> out) {
        if (sources.demand() == null) {
            return;
        }
        var stats = sources.demand().stats();
        gauge(out, "lateen_hosts_known", "Hosts that may be called", stats.known());
        gauge(out, "lateen_hosts_loaded", "Hosts whose routes are loaded", stats.used());
        gauge(out, "lateen_host_waits_active", "Requests that wait for the routes of their host", stats.waiting());
        counter(
                out,
                "lateen_host_waits",
                "Requests that have waited for the routes of their host and got them",
                stats.loaded());
        counter(
                out,
                "lateen_host_waits_failed",
                "Requests that have left or were refused while their host was not loaded",
                stats.failed());
    }

    private void tls(List<MetricFamilySamples> out) {
        var handshakes = new CounterMetricFamily(
                "lateen_tls_handshakes", "TLS handshakes of clients, by outcome", List.of("listener", "outcome"));
        for (var count : sources.tls().handshakeCounts()) {
            handshakes.addMetric(List.of(count.listener(), "completed"), count.completed());
            handshakes.addMetric(List.of(count.listener(), "failed"), count.failed());
            handshakes.addMetric(List.of(count.listener(), "no_certificate"), count.withoutCertificate());
        }
        out.add(handshakes);
        var ends = new GaugeMetricFamily(
                "lateen_tls_certificate_end_seconds",
                "End of a certificate's validity, as Unix time",
                List.of("secret"));
        var now = Instant.now();
        int soon = 0;
        for (var secret : sources.tls().statuses()) {
            soon += secret.endsSoon(now) ? 1 : 0;
            var validity = secret.validity();
            if (validity != null) {
                ends.addMetric(List.of(secret.name()), validity.end().getEpochSecond());
            }
        }
        out.add(ends);
        gauge(out, "lateen_tls_certificates_ending", "Certificates that end within 30 days, or have ended", soon);
    }

    private static void gauge(List<MetricFamilySamples> out, String name, String help, double value) {
        out.add(new GaugeMetricFamily(name, help, value));
    }

    /// @param name without `_total`
    private static void counter(List<MetricFamilySamples> out, String name, String help, double value) {
        out.add(new CounterMetricFamily(name, help, value));
    }
}

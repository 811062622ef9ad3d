package dev.lateen.proxy.admin;

import dev.lateen.proxy.cluster.ClusterState;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/// `lateen_*` of single clusters: only of those that have what is counted, so that their number stays small.
final class ClusterMetrics {

    private static final List<String> CLUSTER = List.of("cluster");

    private ClusterMetrics() {}

    static void collect(List<MetricFamilySamples> out, Collection<ClusterState> clusters) {
        var ejected = new GaugeMetricFamily("lateen_endpoints_ejected", "Endpoints that are ejected now", CLUSTER);
        var ejections = new CounterMetricFamily("lateen_endpoint_ejections", "Ejections of endpoints", CLUSTER);
        var overflows = new CounterMetricFamily(
                "lateen_endpoint_ejections_overflow",
                "Ejections that did not happen because of maxEjectionPercent",
                CLUSTER);
        var uses = new Uses();
        for (var cluster : clusters) {
            uses.add(cluster);
            if (cluster.cluster().policy().outliers() != null) {
                var name = List.of(cluster.cluster().name());
                ejected.addMetric(name, ejected(cluster));
                ejections.addMetric(name, cluster.ejections());
                overflows.addMetric(name, cluster.ejectionOverflows());
            }
        }
        out.addAll(List.of(ejected, ejections, overflows));
        uses.collect(out);
    }

    /// What is used of those that have limits.
    private static final class Uses {

        private final GaugeMetricFamily connections =
                new GaugeMetricFamily("lateen_cluster_connections", "Connections to the cluster open now", CLUSTER);
        private final GaugeMetricFamily requests = new GaugeMetricFamily(
                "lateen_cluster_requests", "Requests under way, where their number is limited", CLUSTER);
        private final GaugeMetricFamily pending = new GaugeMetricFamily(
                "lateen_cluster_requests_pending", "Requests that wait for a connection now", CLUSTER);
        private final CounterMetricFamily overflows = new CounterMetricFamily(
                "lateen_cluster_overflow", "Requests and connections refused because of connectionPool", CLUSTER);

        void add(ClusterState cluster) {
            if (cluster.cluster().policy().limits() != null) {
                var name = List.of(cluster.cluster().name());
                connections.addMetric(name, cluster.use().connections());
                requests.addMetric(name, cluster.use().requests());
                pending.addMetric(name, cluster.use().pending());
                overflows.addMetric(name, cluster.use().overflows());
            }
        }

        void collect(List<MetricFamilySamples> out) {
            out.addAll(List.of(connections, requests, pending, overflows));
        }
    }

    private static long ejected(ClusterState cluster) {
        var endpoints = cluster.endpoints();
        return IntStream.range(0, endpoints.size())
                .filter(i -> endpoints.state(i).isEjected())
                .count();
    }
}

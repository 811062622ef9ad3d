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
        for (var cluster : clusters) {
            if (cluster.cluster().policy().outliers() != null) {
                var name = List.of(cluster.cluster().name());
                ejected.addMetric(name, ejected(cluster));
                ejections.addMetric(name, cluster.ejections());
                overflows.addMetric(name, cluster.ejectionOverflows());
            }
        }
        out.addAll(List.of(ejected, ejections, overflows));
    }

    private static long ejected(ClusterState cluster) {
        var endpoints = cluster.endpoints();
        return IntStream.range(0, endpoints.size())
                .filter(i -> endpoints.state(i).isEjected())
                .count();
    }
}

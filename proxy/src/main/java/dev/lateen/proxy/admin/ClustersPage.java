package dev.lateen.proxy.admin;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/clusters`: endpoints as they are at this moment.
final class ClustersPage {

    private ClustersPage() {}

    static AdminAnswer answer(AdminView view, Map<String, List<String>> query) {
        return query.getOrDefault("format", List.of()).contains("json")
                ? AdminAnswer.json(SnapshotJson.write(Map.of("endpoints", endpoints(view.clusters()))))
                : AdminAnswer.text(200, text(view.clusters()));
    }

    private static List<Map<String, Object>> endpoints(Collection<ClusterState> clusters) {
        var all = new ArrayList<Map<String, Object>>();
        for (var state : clusters) {
            var endpoints = state.endpoints();
            for (int i = 0; i < endpoints.size(); i++) {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("cluster", state.cluster().name());
                fields.put("endpoint", endpoints.state(i).toString());
                fields.put("ejected", endpoints.state(i).isEjected());
                fields.put("activeRequests", endpoints.state(i).active());
                all.add(fields);
            }
        }
        return all;
    }

    private static String text(Collection<ClusterState> clusters) {
        var out = new StringBuilder();
        for (var state : clusters) {
            var name = state.cluster().name();
            var endpoints = state.endpoints();
            out.append(name).append("::policy::").append(state.cluster().loadBalancing());
            out.append("::discovery::").append(state.cluster().discovery()).append('\n');
            var retries = state.retries();
            out.append(name).append("::rq_retry_active::").append(retries.active());
            out.append("::upstream_rq_retry_overflow::").append(retries.refused());
            out.append('\n');
            for (int i = 0; i < endpoints.size(); i++) {
                var endpoint = endpoints.endpoint(i);
                out.append(name).append("::").append(endpoints.state(i));
                out.append("::weight::").append(endpoint.weight());
                out.append("::priority::").append(endpoint.priority());
                out.append(endpoint.locality() == null ? "" : "::locality::" + endpoint.locality());
                out.append("::health_flags::")
                        .append(endpoints.state(i).isEjected() ? "/failed_outlier_check" : "healthy");
                out.append("::workload::").append(endpoint.workload().workload());
                out.append(endpoints.name(i) == null ? "" : "::name::" + endpoints.name(i))
                        .append('\n');
            }
            if (!endpoints.unresolved().isEmpty()) {
                out.append(name).append("::unresolved::").append(endpoints.unresolved());
                out.append('\n');
            }
        }
        return out.toString();
    }
}

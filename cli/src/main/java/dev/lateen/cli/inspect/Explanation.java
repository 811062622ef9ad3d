package dev.lateen.cli.inspect;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.Decision;
import dev.lateen.snapshot.route.DecisionText;
import dev.lateen.snapshot.route.RequestHeads;
import dev.lateen.snapshot.route.RouteTable;
import dev.lateen.snapshot.route.UnloadedHosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a proxy with this snapshot sends a request, and why: the proxy's own decision, then the endpoints behind it.
record Explanation(RouteConfigChoice reached, Decision decision, Snapshot snapshot) {

    /// How [DecisionText] begins the line of a destination.
    private static final String FORWARD = "forward to ";

    /// @param headers in the order given
    static Explanation of(Snapshot snapshot, String method, String url, List<Map.Entry<String, String>> headers) {
        var reached = RouteConfigChoice.of(snapshot, url);
        var head = RequestHeads.of(method, url, headers);
        var table = RouteTable.of(reached.config(), UnloadedHosts.NONE.next(snapshot));
        return new Explanation(reached, table.explain(head), snapshot);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("listener " + reached.listener().name() + ", port "
                + reached.listener().port());
        for (var line : DecisionText.lines(decision)) {
            lines.add(line);
            if (line.startsWith(FORWARD)) {
                lines.addAll(endpoints(line.substring(FORWARD.length()).split(" ", 2)[0]));
            }
        }
        return lines;
    }

    private List<String> endpoints(String name) {
        Optional<Cluster> cluster = snapshot.clusters().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        if (cluster.isEmpty()) {
            return List.of("  answer 503 NC: there is no such cluster: no such service, or no DestinationRule with "
                    + "this subset");
        }
        if (cluster.get().endpoints().isEmpty()) {
            return List.of(
                    othersTakeOver(name)
                            ? "  no endpoint: no workload has the labels; its share goes to the other destinations"
                            : "  answer 503 UH: no endpoint: no workload has the labels");
        }
        return cluster.get().endpoints().stream().map(Explanation::endpoint).toList();
    }

    /// Whether another destination of the rule that has a weight stands in for one without an endpoint.
    private boolean othersTakeOver(String name) {
        return decision.outcome() instanceof Decision.Forwarded forwarded
                && !forwarded.forward().weightPolicy().ignoreHealth()
                && forwarded.forward().destinations().stream()
                        .filter(other -> other.weight() > 0 && !other.cluster().equals(name))
                        .anyMatch(other -> snapshot.clusters().stream()
                                .anyMatch(cluster -> cluster.name().equals(other.cluster())
                                        && !cluster.endpoints().isEmpty()));
    }

    private static String endpoint(Endpoint endpoint) {
        var workload = endpoint.workload();
        var name = workload.workload().equals("unknown") ? "" : "  " + workload.workload() + "." + workload.namespace();
        return "  " + endpoint.address() + ":" + endpoint.port() + name + (endpoint.meshPeer() ? "  (sidecar)" : "");
    }
}

package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.RetryBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cluster of one snapshot with its endpoints, which change with the addresses of their names. Any thread.
public final class ClusterState {

    private final Cluster cluster;
    private final @Nullable OriginalDestinations destinations;
    private volatile EndpointSet endpoints;

    ClusterState(Cluster cluster, EndpointSet endpoints, @Nullable OriginalDestinations destinations) {
        this.cluster = cluster;
        this.endpoints = endpoints;
        this.destinations = destinations;
    }

    /// How it comes back when it had no usable endpoint; the same one in all snapshots.
    Recovery recovery() {
        return endpoints.life().recovery();
    }

    /// Whether a request finds an endpoint, or may find one by waiting for a name.
    public boolean isUsable() {
        var now = endpoints;
        return now.usable() > 0 || !now.awaited().isEmpty() || destinations != null;
    }

    public Cluster cluster() {
        return cluster;
    }

    /// Those of this moment.
    public EndpointSet endpoints() {
        return endpoints;
    }

    /// Whether a retry is one of those that the budget limits. A budget that nobody asked for is there to keep retries
    /// from becoming load: what has not reached an application is none.
    public boolean countsRetry(boolean arrived) {
        return arrived || cluster.retryBudget() != null;
    }

    /// Whether there may be one more retry now; whoever is let in leaves by [RetryGate#leave].
    ///
    /// @param among the endpoints whose requests under way the budget is a share of
    public boolean enterRetry(EndpointSet among) {
        var budget = cluster.retryBudget();
        return retries().enter(budget == null ? RetryBudget.DEFAULT : budget, among);
    }

    public RetryGate retries() {
        return endpoints.life().retries();
    }

    /// Endpoints that were ejected since the cluster is there.
    public long ejections() {
        return endpoints.life().outliers().ejections();
    }

    /// How often an endpoint stayed because too many were out already.
    public long ejectionOverflows() {
        return endpoints.life().outliers().overflows();
    }

    /// What of it is in use now.
    public ClusterUse use() {
        return endpoints.life().use();
    }

    /// Where the client itself wanted to go, in a cluster without endpoints of its own.
    ///
    /// @param addresses IP address literals
    public EndpointSet destination(List<String> addresses, int port) {
        return destinations == null ? endpoints : destinations.at(cluster, addresses, port);
    }

    /// The same cluster of the snapshot in force: only there do new addresses arrive.
    public ClusterState latest() {
        var latest = endpoints.life().inForce().get();
        return latest == null ? this : latest;
    }

    /// From now on it is the latest one.
    void comeIntoForce() {
        endpoints.life().inForce().set(this);
    }

    void replace(EndpointSet next) {
        endpoints = next;
    }
}
